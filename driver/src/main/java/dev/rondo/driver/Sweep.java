package dev.rondo.driver;

import dev.rondo.core.TrialRunner;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.strategy.Observation;
import dev.rondo.spec.strategy.SearchStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The loop of a sweep: asks the strategy for trials, keeps the backend busy, tells the strategy what came out. It knows neither
 * Spark nor files. A trial that ended in an earlier run is told from its row instead of run again, so resuming is replaying.
 */
public final class Sweep {
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final SearchStrategy strategy;
  private final String metric;
  private final TrialBackend backend;
  private final Map<String, TrialRow> ended;
  private final Listener listener;

  /** Hears how the sweep goes, on the thread of {@link Sweep#run}. */
  public interface Listener {
    /** A trial has ended in this run, and its row is durable. */
    void ended(TrialRow row);

    /** Called about twice a second while nothing ends. */
    void tick();
  }

  /**
   * @param metric that the strategy is told, such as {@code valid.loss}
   * @param ended rows of earlier runs, by trial id
   */
  public Sweep(
      SearchStrategy strategy, String metric, TrialBackend backend, Map<String, TrialRow> ended, Listener listener) {
    this.strategy = strategy;
    this.metric = metric;
    this.backend = backend;
    this.ended = Map.copyOf(ended);
    this.listener = listener;
  }

  /** Runs until the strategy has no more trials and all that were begun have ended. */
  public void run() throws InterruptedException {
    Map<String, TrialConfig> inFlight = new HashMap<>();
    while (true) {
      refill(inFlight);
      if (inFlight.isEmpty()) {
        return;
      }
      Optional<TrialRow> next = backend.poll(PATIENCE);
      if (next.isEmpty()) {
        listener.tick();
        continue;
      }
      TrialRow row = next.get();
      TrialConfig trial = inFlight.remove(row.id());
      if (trial == null) {
        continue; // A second reply for the same trial, as when an executor was thought lost and was not.
      }
      tell(trial, row);
      listener.ended(row);
    }
  }

  /**
   * Tops up what is in flight, once half of it has ended: trials are handed over in groups, which cost the backend less than
   * single ones. At most {@code capacity} trials are in memory, however large the plan.
   */
  private void refill(Map<String, TrialConfig> inFlight) {
    int capacity = backend.capacity();
    if (inFlight.size() > capacity / 2) {
      return;
    }
    List<TrialConfig> group = new ArrayList<>();
    while (inFlight.size() < capacity) {
      Optional<TrialConfig> asked = strategy.ask();
      if (asked.isEmpty()) {
        break;
      }
      TrialConfig trial = asked.get();
      TrialRow known = ended.get(trial.id());
      if (known != null) {
        tell(trial, known);
      } else if (inFlight.putIfAbsent(trial.id(), trial) == null) {
        group.add(trial);
      }
    }
    backend.submit(group, TrialRunner.TO_THE_END);
  }

  private void tell(TrialConfig trial, TrialRow row) {
    strategy.tell(new Observation(trial.id(), trial.index(), row.status(), row.metric(metric), row.epochsRun()));
  }
}
