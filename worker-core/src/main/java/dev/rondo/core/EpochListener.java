package dev.rondo.core;

import dev.rondo.spec.TrialConfig;

/** Told of each epoch of a running trial, on the trial's thread. */
@FunctionalInterface
public interface EpochListener {
  /** Hears nothing. */
  EpochListener NONE = (config, row) -> {};

  void epoch(TrialConfig config, EpochRow row);
}
