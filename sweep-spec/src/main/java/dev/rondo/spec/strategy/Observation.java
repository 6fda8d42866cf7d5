package dev.rondo.spec.strategy;

/**
 * The end of a segment as a strategy sees it.
 *
 * @param trialId see {@link dev.rondo.spec.TrialConfig#id()}
 * @param epoch epochs trained so far
 * @param value the sweep's metric after that epoch; NaN when there is none
 * @param best the best of its values up to that epoch; NaN when there is none
 * @param status {@code stopped} when the trial pauses and can go on; {@code ok} (early stopping included), {@code
 *     diverged} or {@code failed} when it ended by itself
 */
public record Observation(String trialId, int epoch, double value, double best, String status) {
  /** The status of a trial that a strategy, not its own end, has stopped. */
  public static final String PAUSED = "stopped";

  public Observation {
    if (trialId.isEmpty() || status.isEmpty() || epoch < 0) {
      throw new IllegalArgumentException(
          "not an observation: trial \"" + trialId + "\", epoch " + epoch + ", status \"" + status + "\"");
    }
  }

  /** Whether the trial ended by itself, so that it cannot go on. */
  public boolean ended() {
    return !status.equals(PAUSED);
  }

  /** By what trials are ranked: the best value; NaN, worse than any number, when the trial diverged or failed. */
  public double score() {
    boolean well = status.equals(PAUSED) || status.equals("ok");
    return well && Double.isFinite(best) ? best : Double.NaN;
  }
}
