package dev.rondo.driver.sweep;

import dev.rondo.core.TrialResult;
import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.conf.Configuration;

/** A driver with one executor of two cores in a process of its own, in which all goes wrong that can. */
final class PoisonedCluster {
  static final int TRIALS = 4;
  /** Asks for more heap than there is. */
  static final long GREEDY = 1;
  /** Runs for a second beside the next one, when that runs for the first time. */
  static final long INNOCENT = 2;
  /** Takes its executor down whenever it runs, with the status by which Spark says that memory was short. */
  static final long POISON = 3;
  /** Is killed by the system, once. */
  static final long UNLUCKY = 4;

  private PoisonedCluster() {}

  record Poison(String folder) implements TrialFunction.Factory {
    @Override
    public TrialFunction open() {
      return (config, untilEpoch, checkpoints) -> run(config);
    }

    private TrialResult run(TrialConfig config) {
      int start = countStart(config.index());
      if (config.index() == GREEDY) {
        throw new IllegalStateException("there was room for " + new long[1 << 30].length + " numbers");
      } else if (config.index() == INNOCENT) {
        awaitPoison();
        pause(1000);
      } else if (config.index() == POISON) {
        Runtime.getRuntime().halt(52);
      } else if (config.index() == UNLUCKY && start == 1) {
        kill();
      }
      return TestSweeps.result(config);
    }

    private int countStart(long index) {
      try {
        Path file = Path.of(folder, "starts-" + index);
        Files.writeString(file, "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return (int) Files.size(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void awaitPoison() {
      while (!Files.exists(Path.of(folder, "starts-" + POISON))) {
        pause(20);
      }
    }

    private static void kill() {
      try {
        new ProcessBuilder("kill", "-9", Long.toString(ProcessHandle.current().pid())).start();
        pause(600_000);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void pause(long millis) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  public static void main(String[] args) throws Exception {
    SweepSpec spec = TestSweeps.spec(TRIALS);
    System.setProperty("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    System.setProperty("spark.executor.memory", "512m");
    Poison poison = new Poison(args[1]);
    // Each loss costs the test the start of an executor.
    new SweepRun(spec, SweepFolder.at(args[0], new Configuration()), System.err)
        .run(folder -> new SparkBackend(
            SparkSessions.start("local-cluster[1,2,512]", spec.name()), folder, poison, spec.name(), 2));
    System.exit(0);
  }
}
