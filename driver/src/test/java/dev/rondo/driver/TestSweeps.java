package dev.rondo.driver;

import dev.rondo.core.EpochRow;
import dev.rondo.core.Failure;
import dev.rondo.core.ProbeRow;
import dev.rondo.core.Provenance;
import dev.rondo.core.Status;
import dev.rondo.core.TrialResult;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.driver.sweep.Progress;
import dev.rondo.driver.sweep.TrialFunction;
import dev.rondo.spec.Domain;
import dev.rondo.spec.Goal;
import dev.rondo.spec.SearchSpace;
import dev.rondo.spec.Seeds;
import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.TrialConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;

/** Small sweeps whose trials are a formula, so that tests of the driver need no network and no data. */
public final class TestSweeps {
  /** Every column but times; the stack of a failure names threads and classes of the backend. */
  public static final String ALL_BUT_TIMES =
      "select * except (started_at, finished_at, wall_seconds, resumed_from_epoch, epochs, failure),"
          + " failure.kind, failure.message, failure.epoch,"
          + " transform(epochs, e -> struct(e.epoch, e.train_loss, e.valid_loss, e.test_loss, e.step_rate, e.gradient_norm))"
          + " from trials order by trial_id";

  private TestSweeps() {}

  /** Variants {@code plain} and {@code rnn-do}, each with so many random trials. */
  public static SweepSpec spec(int trials) {
    return spec("test-sweep", trials, "10");
  }

  public static SweepSpec spec(String name, int trials, String epochs) {
    return new SweepSpec(
        name, 7, "valid.loss", Goal.MINIMIZE, "random",
        List.of(
            variant("plain", trials, epochs, List.of()),
            variant("rnn-do", trials, epochs, List.of(
                new SearchSpace.Leaf("perturbation.p", new Domain.Choice(List.of("0.25", "0.5", "0.75")))))),
        new TreeMap<>(Map.of("checkpoint", "none")));
  }

  private static SweepSpec.Variant variant(String name, int trials, String epochs, List<SearchSpace.Node> more) {
    List<SearchSpace.Node> nodes = new ArrayList<>(List.of(
        new SearchSpace.Leaf("model.hidden", new Domain.Fixed("20")),
        new SearchSpace.Leaf("optimizer.step-rate", new Domain.Choice(List.of("0.01", "0.001", "1.0E-4"))),
        new SearchSpace.Leaf("task.kind", new Domain.Fixed("formula")),
        new SearchSpace.Leaf("task.set", new Domain.Fixed("numbers")),
        new SearchSpace.Leaf("train.epochs", new Domain.Fixed(epochs))));
    nodes.addAll(more);
    return new SweepSpec.Variant(
        name, new SearchSpace(new SearchSpace.Group(nodes)),
        new TreeMap<>(Map.of("kind", "random", "trials", Integer.toString(trials))));
  }

  public static SweepFolder folder(Path path) throws IOException {
    return SweepFolder.at(path.toString(), new Configuration());
  }

  /** Progress and warnings that nobody reads. */
  public static PrintStream silence() {
    return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
  }

  /** How many trials of a folder have rows, also while it is made. */
  public static int ended(SweepFolder folder) throws IOException {
    int[] count = {0};
    folder.read(row -> count[0]++, (file, reason) -> {});
    return count[0];
  }

  /** The rows of a folder by id; a damaged file is an error. */
  public static Map<String, TrialRow> rows(SweepFolder folder) throws IOException {
    Map<String, TrialRow> rows = new TreeMap<>();
    folder.read(row -> rows.put(row.id(), row), (file, reason) -> {
      throw new AssertionError(file + ": " + reason);
    });
    return rows;
  }

  /** The same with the losses of the epochs. */
  public static Map<String, TrialRow> rowsWithEpochs(SweepFolder folder) throws IOException {
    Map<String, TrialRow> rows = new TreeMap<>();
    folder.readWithEpochs(row -> rows.put(row.id(), row), (file, reason) -> {
      throw new AssertionError(file + ": " + reason);
    });
    return rows;
  }

  /**
   * Trials by formula: most are ok, some diverge, some throw.
   *
   * @param millis how long each takes
   * @param hangsFrom index of the first trial that takes ten minutes instead
   */
  public record Formula(long millis, long hangsFrom) implements TrialFunction.Factory {
    public Formula(long millis) {
      this(millis, Long.MAX_VALUE);
    }

    @Override
    public TrialFunction open() {
      return (config, untilEpoch, checkpoints) -> {
        if (config.index() < hangsFrom) {
          sleep(millis);
        } else {
          hang();
        }
        return result(config);
      };
    }

    private static final AtomicInteger HANGING = new AtomicInteger();

    /** How many trials of this process hang at the moment. */
    public static int hanging() {
      return HANGING.get();
    }

    private static void hang() {
      HANGING.incrementAndGet();
      try {
        sleep(600_000);
      } finally {
        HANGING.decrementAndGet();
      }
    }

    private static void sleep(long millis) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  public static TrialResult result(TrialConfig config) {
    double u = Seeds.unit(config.seed(), "fate");
    if (u < 0.1) {
      throw new IllegalStateException("this trial was made to fail");
    }
    boolean diverged = u < 0.2;
    Instant start = Instant.now();
    List<EpochRow> epochs = new ArrayList<>();
    for (int epoch = 1; epoch <= 3; epoch++) {
      double loss = diverged && epoch == 3 ? Double.NaN : 9 + Seeds.unit(config.seed(), "loss", epoch);
      epochs.add(new EpochRow(epoch, loss + 0.1, loss, epoch == 2 ? loss + 0.2 : Double.NaN, 0.001, 1.5, 0.01));
    }
    double valid = diverged ? Double.NaN : epochs.get(1).validLoss();
    return new TrialResult(
        config, "formula", "numbers", diverged ? Status.DIVERGED : Status.OK, 3, diverged ? 0 : 2,
        valid + 0.1, valid, valid + 0.2, Map.of("floor.test", 8.5, "accuracy", u),
        diverged ? new Failure("diverged", "the loss became NaN", "", 3) : null,
        new Provenance("test", "jvm", "os", "cpu", "none", 1, "float32", "abc"),
        start, start.plusNanos(1_234_567_000), 1.234567, null, 1e6 * u, epochs,
        List.of(new ProbeRow(1, "spectral-radius", "recurrent", 1 + u)));
  }
}
