package dev.rondo.driver.sweep;

import dev.rondo.core.TrialRunner;
import dev.rondo.driver.storage.Selection;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.strategy.Observation;
import dev.rondo.spec.strategy.SearchStrategy;
import dev.rondo.spec.strategy.Segment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The loop of a sweep: asks the strategy for segments of trials, keeps the backend busy, tells the strategy what came out. It
 * knows neither Spark nor files. A segment that an earlier run came through is told from the trial's row instead of run again,
 * so resuming is replaying.
 */
public final class Sweep {
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final SearchStrategy strategy;
  private final Selection selection;
  private final TrialBackend backend;
  private final Map<String, TrialRow> rows;
  private final Listener listener;
  private final Map<String, Segment> inFlight = new HashMap<>();
  /** Trials of this run whose row says that they have paused. */
  private final Set<String> paused = new HashSet<>();
  private int decided;

  /** Hears how the sweep goes, on the thread of {@link Sweep#run}. */
  public interface Listener {
    /**
     * A segment has ended in this run, and its trial's row is durable.
     *
     * @param again whether it replaces the row of the same trial, which had paused
     */
    void ended(TrialRow row, boolean again);

    /** Called about twice a second while nothing ends. */
    void tick();

    /**
     * The strategy has decided by the order of arrival; the segments begin when this returns.
     *
     * @param decisions see {@link SearchStrategy#decisions}: those of earlier runs as well
     */
    void decided(List<String> decisions);
  }

  /**
   * @param selection by whose metric and goal the strategy chooses
   * @param rows of earlier runs, by trial id; with their epochs when the strategy pauses trials
   */
  public Sweep(
      SearchStrategy strategy, Selection selection, TrialBackend backend, Map<String, TrialRow> rows, Listener listener) {
    this.strategy = strategy;
    this.selection = selection;
    this.backend = backend;
    this.rows = Map.copyOf(rows);
    this.listener = listener;
  }

  /** Whether nothing is left to run beside the rows; uses the strategy up. */
  static boolean finished(SearchStrategy strategy, Selection selection, Map<String, TrialRow> rows) {
    Optional<Segment> asked = strategy.ask();
    while (asked.isPresent()) {
      TrialRow row = rows.get(asked.get().trial().id());
      if (row == null || !covers(row, asked.get())) {
        return false;
      }
      strategy.tell(observation(asked.get(), row, selection));
      asked = strategy.ask();
    }
    return strategy.finished();
  }

  /** Runs until the strategy has finished. */
  public void run() throws InterruptedException {
    while (true) {
      refill();
      if (inFlight.isEmpty()) {
        if (!strategy.finished()) {
          throw new IllegalStateException("the search waits for results, but nothing is under way");
        }
        return;
      }
      Optional<TrialRow> next = backend.poll(PATIENCE);
      if (next.isEmpty()) {
        listener.tick();
        continue;
      }
      TrialRow row = next.get();
      Segment segment = inFlight.get(row.id());
      if (segment == null || !covers(row, segment)) {
        continue; // A second reply for the same segment, as when an executor was thought lost and was not.
      }
      inFlight.remove(row.id());
      strategy.tell(observation(segment, row, selection));
      boolean again = paused.remove(row.id()) || rows.containsKey(row.id());
      if (row.status().equals(Observation.PAUSED)) {
        paused.add(row.id());
      }
      listener.ended(row, again);
    }
  }

  /**
   * Tops up what is in flight, once half of it has ended: trials are handed over in groups, which cost the backend less than
   * single ones. At most {@code capacity} trials are in memory, however large the plan.
   */
  private void refill() {
    int capacity = backend.capacity();
    if (inFlight.size() > capacity / 2) {
      return;
    }
    Map<Integer, List<TrialConfig>> groups = new TreeMap<>();
    while (inFlight.size() < capacity) {
      Optional<Segment> asked = strategy.ask();
      if (asked.isEmpty()) {
        break;
      }
      Segment segment = asked.get();
      String id = segment.trial().id();
      TrialRow known = rows.get(id);
      if (known != null && covers(known, segment)) {
        strategy.tell(observation(segment, known, selection));
      } else if (inFlight.putIfAbsent(id, segment) == null) {
        groups.computeIfAbsent(segment.untilEpoch(), until -> new ArrayList<>()).add(segment.trial());
      }
    }
    if (strategy.decisions().size() > decided) {
      decided = strategy.decisions().size();
      listener.decided(strategy.decisions());
    }
    groups.forEach((until, trials) -> backend.submit(trials, until));
  }

  /** Whether a row holds all of a segment. */
  private static boolean covers(TrialRow row, Segment segment) {
    return !row.status().equals(Observation.PAUSED) || row.epochsRun() >= segment.untilEpoch();
  }

  /** What the strategy would have been told at the end of a segment, also from the row of a trial that went further. */
  private static Observation observation(Segment segment, TrialRow row, Selection selection) {
    String metric = selection.metric();
    if (!row.status().equals(Observation.PAUSED) && row.epochsRun() <= segment.untilEpoch()) {
      return new Observation(
          row.id(), row.epochsRun(), row.metric(metric, row.epochsRun()), selection.value(row), row.status());
    }
    int epoch = segment.untilEpoch();
    double best = Double.NaN;
    for (int e = 1; e <= epoch; e++) {
      double value = row.metric(metric, e);
      best = selection.goal().better(value, best) ? value : best;
    }
    return new Observation(row.id(), epoch, row.metric(metric, epoch), best, Observation.PAUSED);
  }
}
