package dev.rondo.core;

import dev.rondo.core.data.DataException;
import dev.rondo.spec.TrialConfig;
import java.nio.file.Path;

/** Runs trials in this process, one thread each. Safe for use by several threads. */
public final class TrialRunner {
  private final Path dataRoot;

  /** @param dataRoot folder of the data sets, or null when none was given (built-in data needs none) */
  public TrialRunner(Path dataRoot) {
    this.dataRoot = dataRoot;
  }

  /** Trains; every failure of the trial is a result with status FAILED or DIVERGED, never an exception. */
  public TrialResult run(TrialConfig config, EpochListener listener) {
    throw new IllegalStateException("engine under construction " + dataRoot);
  }

  /** Trains, and writes the best parameters into {@code modelFolder} as model.safetensors and config.json. */
  public TrialResult runAndSave(TrialConfig config, EpochListener listener, Path modelFolder) {
    throw new IllegalStateException("engine under construction");
  }

  /**
   * Builds every component once and reads the data.
   *
   * @throws DataException when the data set is missing or damaged
   * @throws IllegalArgumentException when components do not fit together
   */
  public Estimate check(TrialConfig config) throws DataException {
    throw new IllegalStateException("engine under construction");
  }
}
