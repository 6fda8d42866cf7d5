package dev.rondo.driver;

import dev.rondo.core.EpochListener;
import dev.rondo.core.TrialResult;
import dev.rondo.core.TrialRunner;
import dev.rondo.spec.TrialConfig;
import java.io.Serializable;
import java.nio.file.Path;

/** How one trial is run. Called by several threads at once. */
@FunctionalInterface
public interface TrialFunction {
  TrialResult run(TrialConfig config);

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
   */
  record Training(String dataRoot, String specFolder) implements Factory {
    @Override
    public TrialFunction open() {
      TrialRunner runner = new TrialRunner(dataRoot == null ? null : Path.of(dataRoot), Path.of(specFolder));
      return config -> runner.run(config, EpochListener.NONE);
    }
  }
}
