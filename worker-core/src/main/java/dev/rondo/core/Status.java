package dev.rondo.core;

import java.util.Locale;

/** How a trial ended. */
public enum Status {
  /** Trained to its last epoch, or until early stopping ended it. */
  OK,
  /** Ended before that by the search strategy or a time limit; its figures are those reached. */
  STOPPED,
  /** The loss became NaN, infinite, or larger than {@code train.divergence}. */
  DIVERGED,
  /** An error: see {@link Failure}. */
  FAILED;

  /** As the tables have it: lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
