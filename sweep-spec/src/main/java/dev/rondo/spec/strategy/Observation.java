package dev.rondo.spec.strategy;

/**
 * The end of a trial as a strategy sees it.
 *
 * @param trialId see {@link dev.rondo.spec.TrialConfig#id()}
 * @param index of the trial in the sweep, from 0
 * @param status how it ended: {@code ok}, {@code stopped}, {@code diverged} or {@code failed}
 * @param metric the sweep's metric at the best epoch; NaN when there is none
 * @param epochs trained
 */
public record Observation(String trialId, long index, String status, double metric, int epochs) {
  public Observation {
    if (trialId.isEmpty() || status.isEmpty() || index < 0 || epochs < 0) {
      throw new IllegalArgumentException(
          "not an observation: trial \"" + trialId + "\", index " + index + ", status \"" + status + "\", " + epochs
          + " epochs");
    }
  }
}
