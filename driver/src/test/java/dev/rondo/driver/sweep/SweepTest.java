package dev.rondo.driver.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.driver.storage.Selection;
import dev.rondo.driver.storage.SweepSummary;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.spec.Lineage;
import dev.rondo.spec.Seeds;
import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.SweepSpecReader;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.strategy.SearchStrategy;
import dev.rondo.spec.strategy.StrategyKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The loop over segments, with trials by formula and a clock that jumps. */
class SweepTest {
  private static final int EPOCHS = 27;

  @TempDir private Path folder;

  private SweepSpec spec(StrategyKind kind) throws Exception {
    String first = kind == StrategyKind.ENQUEUE ? ", first = [{ optimizer.step-rate = 0.01 }]" : "";
    Path file = Files.writeString(folder.resolve(kind.text() + ".conf"),
        "sweep.name = try, task.kind = polyphonic-music, train.epochs = " + EPOCHS + "\nsearch { kind = " + kind.text() + first
            + " }\nvariants { a {}, b {} }\noptimizer.step-rate { log-uniform = [1e-4, 1], steps = 7 }");
    return SweepSpecReader.read(file, Map.of());
  }

  /** Every trial trains at a speed of its own; one in ten diverges. */
  private static final class SimulatedBackend implements TrialBackend {
    private final int capacity;
    /** Epochs that each trial has behind it: its checkpoint. */
    private final Map<String, Integer> reached;
    private final PriorityQueue<Running> running =
        new PriorityQueue<>(Comparator.comparingDouble(Running::end).thenComparing(run -> run.trial.id()));
    private double clock;
    long epochs;

    private record Running(TrialConfig trial, int until, double end) {}

    SimulatedBackend(int capacity, Map<String, Integer> reached) {
      this.capacity = capacity;
      this.reached = new HashMap<>(reached);
    }

    @Override
    public int capacity() {
      return capacity;
    }

    @Override
    public void submit(List<TrialConfig> trials, int untilEpoch) {
      for (TrialConfig trial : trials) {
        int until = Math.min(untilEpoch, end(trial));
        int from = reached.getOrDefault(trial.id(), inherited(trial));
        assertTrue(until > from, "a segment begins where its trial stands");
        epochs += until - from;
        running.add(new Running(trial, until, clock + (until - from) * (1 + 3 * Seeds.unit(trial.seed(), "seconds"))));
      }
      assertTrue(running.size() <= capacity);
    }

    @Override
    public Optional<TrialRow> poll(Duration patience) {
      Running next = running.remove();
      clock = next.end;
      reached.put(next.trial.id(), next.until);
      return Optional.of(row(next.trial, next.until));
    }

    @Override
    public void close() {}

    private static boolean diverges(TrialConfig trial) {
      return Seeds.unit(trial.seed(), "fate") < 0.1;
    }

    private static int end(TrialConfig trial) {
      return diverges(trial) ? Math.min(EPOCHS, inherited(trial) + 5) : EPOCHS;
    }

    /** Epochs of the trial whose weights a trial goes on from. */
    static int inherited(TrialConfig trial) {
      return Integer.parseInt(trial.values().getOrDefault(Lineage.EPOCH, "0"));
    }

    private static TrialRow row(TrialConfig trial, int until) {
      List<Double> losses = new ArrayList<>();
      double rate = Math.log10(Double.parseDouble(trial.values().get("optimizer.step-rate")));
      for (int epoch = 1; epoch <= until; epoch++) {
        losses.add(Math.abs(rate + 2) + 3.0 / epoch + 0.1 * Seeds.unit(trial.seed(), "noise", epoch));
      }
      String status = until < end(trial) ? "stopped" : diverges(trial) ? "diverged" : "ok";
      double best = losses.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
      return new TrialRow(
          trial.id(), trial.variant(), "formula", "numbers", status, until, 1 + losses.indexOf(best), best, best, best,
          new TreeMap<>(), trial.values(), "", losses, 0, 0);
    }
  }

  private static final class Cut extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** A driver, which may die; what it leaves behind. */
  private static final class Run implements Sweep.Listener {
    final Map<String, TrialRow> rows = new TreeMap<>();
    final SweepSummary summary = new SweepSummary(List.of("a", "b"), Selection.LOWEST_LOSS);
    List<String> decisions = List.of();
    SimulatedBackend backend;
    private int left;

    Run go(SweepSpec spec, int capacity, int results) throws InterruptedException {
      left = results;
      Map<String, Integer> reached = new HashMap<>();
      rows.forEach((id, row) -> reached.put(id, row.epochsRun()));
      backend = new SimulatedBackend(capacity, reached);
      SearchStrategy strategy = StrategyKind.of(spec);
      strategy.replay(decisions);
      try {
        new Sweep(strategy, Selection.LOWEST_LOSS, backend, rows, this).run();
      } catch (Cut e) {
        return this;
      }
      SearchStrategy again = StrategyKind.of(spec);
      again.replay(decisions);
      assertTrue(Sweep.finished(again, Selection.LOWEST_LOSS, rows), "the rows say that all is done");
      return this;
    }

    @Override
    public void ended(TrialRow row, boolean again) {
      assertEquals(again, rows.containsKey(row.id()));
      if (again) {
        summary.addAgain(row);
      } else {
        summary.add(row);
      }
      rows.put(row.id(), row);
      if (--left == 0) {
        throw new Cut();
      }
    }

    @Override
    public void tick() {}

    @Override
    public void decided(List<String> all) {
      decisions = List.copyOf(all);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptedSweepEndsAsIfNothingHadHappened(StrategyKind kind) throws Exception {
    SweepSpec spec = spec(kind);
    Run whole = new Run().go(spec, 5, Integer.MAX_VALUE);
    for (int results : List.of(1, 7, 23, 41)) {
      Run run = new Run().go(spec, 5, results);
      long before = run.backend.epochs;
      List<String> decided = run.decisions;
      run.go(spec, 3, Integer.MAX_VALUE);
      assertEquals(whole.rows.keySet(), run.rows.keySet());
      assertEquals(decided, run.decisions.subList(0, decided.size()), "what was decided is kept");
      if (kind != StrategyKind.ASHA) {
        assertEquals(whole.rows, run.rows, "after " + results);
        // At most what was under way is trained twice.
        assertTrue(before + run.backend.epochs <= whole.backend.epochs + 5 * EPOCHS);
      }
    }
    assertEquals(kind == StrategyKind.ASHA, !whole.decisions.isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void everyTrialIsCountedOnceHoweverOftenItPauses(StrategyKind kind) throws Exception {
    SweepSpec spec = spec(kind);
    Run run = new Run().go(spec, 4, Integer.MAX_VALUE);
    assertEquals(run.rows.size(), run.summary.rows());
    assertEquals(spec.plan().size(), run.rows.size());
    for (String status : List.of("ok", "stopped", "diverged")) {
      long there = run.rows.values().stream().filter(row -> row.status().equals(status)).count();
      assertEquals(there, run.summary.count(status), status);
    }
    assertTrue(StrategyKind.of(spec).budget().epochs().longValueExact() >= run.backend.epochs);
    long inherited = run.rows.values().stream()
        .mapToLong(row -> Long.parseLong(row.config().getOrDefault(Lineage.EPOCH, "0"))).sum();
    long own = run.rows.values().stream().mapToLong(TrialRow::epochsRun).sum() - inherited;
    assertEquals(own, run.backend.epochs, "no epoch twice");
  }
}
