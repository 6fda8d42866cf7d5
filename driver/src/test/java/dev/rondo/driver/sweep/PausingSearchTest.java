package dev.rondo.driver.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.driver.SharedSpark;
import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.driver.storage.Views;
import dev.rondo.spec.SpecException;
import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.SweepSpecReader;
import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
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
      "kind = tpe, trials = 6"
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
