package dev.rondo.driver.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.EpochRow;
import dev.rondo.core.Provenance;
import dev.rondo.core.Status;
import dev.rondo.core.TrialResult;
import dev.rondo.core.checkpoint.CheckpointStore;
import dev.rondo.driver.SharedSpark;
import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.SweepInfo;
import dev.rondo.driver.storage.SweepReader;
import dev.rondo.driver.storage.SweepSummary;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.driver.storage.Views;
import dev.rondo.spec.Lineage;
import dev.rondo.spec.SpecException;
import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.SweepSpecReader;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.strategy.Segment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches that learn from results or pause trials, with real training: the same rows wherever and however often cut off. */
@Timeout(240)
class PausingSearchTest {
  @TempDir private Path folder;

  private SweepSpec spec(String search) throws IOException, SpecException {
    Path file = folder.resolve("pausing.conf");
    Files.writeString(
        file,
        """
        sweep.name = pausing
        task { kind = polyphonic-music, set = synthetic-chorales, chunk = 20 }
        model.hidden = 6
        optimizer.step-rate { log-uniform = [1e-3, 1e-1] }
        variants { plain {}, rnn-do { perturbation { kind = dropconnect, p { uniform = [0, 0.5] } } } }
        train { batch = 200, epochs = 4 }
        """ + "search { " + search + " }\n");
    return SweepSpecReader.read(file, Map.of());
  }

  private LocalBackend threads(SweepFolder out, int count) {
    return new LocalBackend(out, new TrialFunction.Training(null, folder.toString(), Double.POSITIVE_INFINITY), count);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "kind = successive-halving, trials = 5, min-epochs = 1, eta = 2", "kind = hyperband, min-epochs = 1, eta = 2",
      "kind = tpe, trials = 6", "kind = pbt, population = 5, interval = 1"
  })
  void sameRowsWhateverRunsThem(String search) throws Exception {
    List<String> one = run(search, "one", out -> threads(out, 1));
    assertTrue(one.size() >= 10, one.toString());
    assertEquals(one, run(search, "three", out -> threads(out, 3)));
    assertThrows(Cut.class, () -> run(search, "cut", out -> new Cutting(threads(out, 1), 1)));
    assertThrows(Cut.class, () -> run(search, "cut", out -> new Cutting(threads(out, 2), 3)));
    assertEquals(one, run(search, "cut", out -> threads(out, 2)));
  }

  private List<String> run(String search, String name, Function<SweepFolder, TrialBackend> backend) throws Exception {
    SweepFolder out = TestSweeps.folder(folder.resolve(name));
    new SweepRun(spec(search), out, TestSweeps.silence()).run(backend);
    SparkSession spark = SharedSpark.get();
    Views.register(spark, out);
    return spark.sql(TestSweeps.ALL_BUT_TIMES).collectAsList().stream().map(Row::json).toList();
  }

  /** Trains, and notes what had no checkpoint where its parent left off. */
  private record Noting(TrialFunction.Factory factory) implements TrialFunction.Factory {
    static final Queue<String> WITHOUT = new ConcurrentLinkedQueue<>();

    @Override
    public TrialFunction open() {
      TrialFunction function = factory.open();
      return (config, until, store) -> {
        try {
          for (Lineage lineage : Lineage.of(config)) {
            if (store.epochs(config.id()).isEmpty()) {
              WITHOUT.add(config.id() + " after " + lineage);
            }
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        return function.run(config, until, store);
      };
    }
  }

  @Test
  void trialsOfAPopulationTellWhereTheyComeFrom() throws Exception {
    TrialFunction.Training training = new TrialFunction.Training(null, folder.toString(), 0);
    run("kind = pbt, population = 6, interval = 1, quantile = 0.5", "population",
        out -> new LocalBackend(out, new Noting(training), 2));
    assertEquals(List.of(), List.copyOf(Noting.WITHOUT), "had to train their parents again");
    SparkSession spark = SharedSpark.get();
    String joined = " from trials t join trials p on t.config['lineage.parent'] = p.trial_id";
    assertEquals(2 * 3 * 3, spark.sql("select t.trial_id" + joined).count());
    assertEquals(0, spark.sql(
        "select 1" + joined + " where int(t.config['lineage.epoch']) > p.epochs_run"
            + " or t.epochs[int(t.config['lineage.epoch']) - 1].valid_loss"
            + " != p.epochs[int(t.config['lineage.epoch']) - 1].valid_loss").count());
    SweepFolder out = TestSweeps.folder(folder.resolve("population"));
    Map<String, TrialRow> rows = TestSweeps.rows(out);
    TrialRow last = rows.values().stream()
        .filter(row -> row.status().equals("ok") && "3".equals(row.config().get(Lineage.EPOCH)))
        .findFirst().orElseThrow();
    TrialConfig config = SweepReader.config(out, last.id()).orElseThrow();
    assertEquals(last.id(), config.id());
    TrialResult again = training.open().run(config, Segment.TO_THE_END, CheckpointStore.NONE);
    assertEquals(last.validLoss(), again.validLoss());
    assertEquals(last.testLoss(), again.testLoss());
  }

  /** A best epoch counts for the trial whose settings led there, and not for those that took its weights later. */
  @Test
  void theBestTrialIsNotOneThatInheritedItsBestEpoch() throws Exception {
    run("kind = pbt, population = 6, interval = 1, quantile = 0.5", "best", out -> new LocalBackend(out, new EarlyBest(), 1));
    SparkSession spark = SharedSpark.get();
    List<Row> best = spark.sql("select trial_id, best_epoch, config['lineage.epoch'] from best").collectAsList();
    assertEquals(2, best.size());
    assertTrue(best.stream().allMatch(row -> row.getInt(1) == 1 && row.isNullAt(2)), best.toString());
    SweepFolder out = TestSweeps.folder(folder.resolve("best"));
    SweepSummary summary = SweepReader.summarise(out, SweepInfo.read(out));
    assertEquals(
        best.stream().map(row -> row.getString(0)).collect(Collectors.toSet()),
        summary.groups().stream().map(group -> group.best().id()).collect(Collectors.toSet()));
  }

  /** Losses without training: each trial has its best epoch first, and one that goes on from another has that one's. */
  private record EarlyBest() implements TrialFunction.Factory {
    @Override
    public TrialFunction open() {
      return (config, until, store) -> {
        List<Lineage> lineage = Lineage.of(config);
        TrialConfig first = lineage.isEmpty() ? config : lineage.get(0).parent();
        double best = Double.parseDouble(first.values().get("optimizer.step-rate"));
        int epochs = Math.min(4, until);
        List<EpochRow> rows = IntStream.rangeClosed(1, epochs)
            .mapToObj(e -> new EpochRow(e, 1, e == 1 ? best : best + e, Double.NaN, 0, 0, 0)).toList();
        Instant now = Instant.now();
        return new TrialResult(
            config, "formula", "numbers", epochs == 4 ? Status.OK : Status.STOPPED, epochs, 1, 1, best, best, Map.of(), null,
            new Provenance("", "", "", "", "", 1, "", ""), now, now, 0, null, 0, rows, List.of());
      };
    }
  }

  /** The driver ends here. */
  private static final class Cut extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** A backend whose driver ends after some rows. */
  private static final class Cutting implements TrialBackend {
    private final TrialBackend backend;
    private int left;

    Cutting(TrialBackend backend, int rows) {
      this.backend = backend;
      left = rows;
    }

    @Override
    public int capacity() {
      return backend.capacity();
    }

    @Override
    public void submit(List<TrialConfig> trials, int untilEpoch) {
      backend.submit(trials, untilEpoch);
    }

    @Override
    public Optional<TrialRow> poll(Duration patience) throws InterruptedException {
      if (left == 0) {
        throw new Cut();
      }
      Optional<TrialRow> row = backend.poll(patience);
      left -= row.isPresent() ? 1 : 0;
      return row;
    }

    @Override
    public void close() {
      backend.close();
    }
  }
}
