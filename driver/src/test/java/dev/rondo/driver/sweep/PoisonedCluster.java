package dev.rondo.driver.sweep;

import dev.rondo.core.TrialResult;
import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.TrialConfig;
import org.apache.hadoop.conf.Configuration;

/** A driver with executors in processes of their own, one trial of which takes its executor down whenever it runs. */
final class PoisonedCluster {
  static final int TRIALS = 3;
  static final long POISON = 3;

  private PoisonedCluster() {}

  record Poison() implements TrialFunction.Factory {
    @Override
    public TrialFunction open() {
      return (config, untilEpoch, checkpoints) -> run(config);
    }

    private static TrialResult run(TrialConfig config) {
      if (config.index() == POISON) {
        Runtime.getRuntime().halt(137); // as the kernel does to a process that takes too much memory
      }
      return TestSweeps.result(config);
    }
  }

  public static void main(String[] args) throws Exception {
    SweepSpec spec = TestSweeps.spec(TRIALS);
    System.setProperty("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    System.setProperty("spark.executor.memory", "512m");
    System.setProperty("spark.task.maxFailures", "2"); // each failure costs the test the start of an executor
    new SweepRun(spec, SweepFolder.at(args[0], new Configuration()), System.err)
        .run(folder -> new SparkBackend(
            SparkSessions.start("local-cluster[2,1,512]", spec.name()), folder, new Poison(), spec.name()));
    System.exit(0);
  }
}
