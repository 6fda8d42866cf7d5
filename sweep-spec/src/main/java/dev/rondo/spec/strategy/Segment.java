package dev.rondo.spec.strategy;

import dev.rondo.spec.TrialConfig;

/**
 * A piece of work: a trial is to train until it has so many epochs, from where it stands, or from the beginning when it
 * has not begun.
 *
 * @param trial what is trained
 * @param untilEpoch epochs after which it pauses, from 1; {@link #TO_THE_END} to let it end by itself
 */
public record Segment(TrialConfig trial, int untilEpoch) {
  /** {@link #untilEpoch} of a segment that does not pause. */
  public static final int TO_THE_END = Integer.MAX_VALUE;

  public Segment {
    if (untilEpoch < 1) {
      throw new IllegalArgumentException("a segment ends after at least one epoch, not after " + untilEpoch);
    }
  }

  /** The whole trial. */
  public static Segment whole(TrialConfig trial) {
    return new Segment(trial, TO_THE_END);
  }

  /** Whether it goes on until the trial ends by itself. */
  public boolean toTheEnd() {
    return untilEpoch == TO_THE_END;
  }
}
