package dev.rondo.driver.sweep;

import dev.rondo.core.TrialRunner;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.spec.SpecException;
import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.SweepSpecReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** A driver in a process of its own, to be killed or interrupted: trains one real trial on Spark {@code local[1]}. */
final class TrainingDriver {
  private TrainingDriver() {}

  /** A sweep of one trial of eight epochs, the same every time. */
  static SweepSpec spec(Path folder) throws IOException, SpecException {
    Path file = folder.resolve("long.conf");
    Files.writeString(
        file,
        """
        sweep.name = long
        task { kind = polyphonic-music, set = synthetic-chorales, chunk = 20 }
        model.hidden = 6
        perturbation { kind = dropconnect, p = 0.3 }
        probes.kinds = [weight-norms]
        train { batch = 200, epochs = 8 }
        search.trials = 1
        """);
    return SweepSpecReader.read(file, Map.of());
  }

  /** The file that is there once the trial hangs after this epoch. */
  static Path marker(Path folder, int epoch) {
    return folder.resolve("hangs-after-" + epoch);
  }

  /**
   * Starts one; its messages go to {@code log}.
   *
   * @param hangsAfter epoch after which the trial hangs until it is interrupted; 0 for never
   * @param checkpointSeconds as {@link Double#parseDouble} reads it
   */
  static Process start(Path folder, Path out, int hangsAfter, String checkpointSeconds, Path log) throws IOException {
    return ChildDriver.start(
        TrainingDriver.class, log, folder.toString(), out.toString(), Integer.toString(hangsAfter), checkpointSeconds);
  }

  /** Training that hangs. */
  record Hanging(String folder, int hangsAfter, double checkpointSeconds) implements TrialFunction.Factory {
    @Override
    public TrialFunction open() {
      TrialRunner runner = new TrialRunner(null, null, checkpointSeconds, Double.POSITIVE_INFINITY);
      return (config, untilEpoch, checkpoints) -> runner.run(config, untilEpoch, checkpoints, (trial, row) -> {
        if (row.epoch() == hangsAfter) {
          hang();
        }
      });
    }

    private void hang() {
      try {
        Files.createFile(marker(Path.of(folder), hangsAfter));
        Thread.sleep(600_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public static void main(String[] args) throws Exception {
    SweepSpec spec = spec(Path.of(args[0]));
    Hanging trials = new Hanging(args[0], Integer.parseInt(args[2]), Double.parseDouble(args[3]));
    try (Interruption interruption = new Interruption()) {
      new SweepRun(spec, SweepFolder.at(args[1], new Configuration()), System.err)
          .run(folder -> interruption.closing(
              new SparkBackend(SparkSessions.start("local[1]", spec.name()), folder, trials, spec.name())));
    }
    System.exit(0);
  }
}
