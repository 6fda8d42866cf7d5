package dev.rondo.driver.sweep;

import dev.rondo.core.TrialResult;
import dev.rondo.core.TrialRunner;
import dev.rondo.core.checkpoint.CheckpointStore;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.strategy.Segment;
import java.io.Serializable;
import java.nio.file.Path;

/** How one trial is run. Called by several threads at once. */
@FunctionalInterface
public interface TrialFunction {
  /**
   * Trains a segment, from the trial's newest checkpoint on.
   *
   * @param untilEpoch from 1; {@link Segment#TO_THE_END} for as long as the settings say
   * @param checkpoints of the sweep
   */
  TrialResult run(TrialConfig config, int untilEpoch, CheckpointStore checkpoints);

  /** Makes the function where the trials run, once a JVM. Travels to executors, so it holds strings and numbers only. */
  @FunctionalInterface
  interface Factory extends Serializable {
    TrialFunction open();
  }

  /**
   * The real one: trains.
   *
   * @param dataRoot folder of the data sets; null when none was given
   * @param specFolder folder of the spec
   * @param checkpointSeconds from one checkpoint of a trial to the next; infinite for none by time
   * @param timeoutSeconds of work on a trial; infinite for no limit
   */
  record Training(String dataRoot, String specFolder, double checkpointSeconds, double timeoutSeconds) implements Factory {
    /** Without a limit. */
    public Training(String dataRoot, String specFolder, double checkpointSeconds) {
      this(dataRoot, specFolder, checkpointSeconds, Double.POSITIVE_INFINITY);
    }

    @Override
    public TrialFunction open() {
      TrialRunner runner =
          new TrialRunner(dataRoot == null ? null : Path.of(dataRoot), Path.of(specFolder), checkpointSeconds, timeoutSeconds);
      return (config, untilEpoch, checkpoints) -> runner.run(config, untilEpoch, checkpoints, Heartbeats.EPOCHS);
    }
  }
}
