package dev.rondo.driver.sweep;

import dev.rondo.driver.storage.TrialRow;
import java.util.Arrays;

/** How many trials a task gets: one as a rule, more where the latest trials were so short that other costs prevail. */
final class TrialsPerTask {
  static final int MOST = 256;

  /** What a task should last. */
  private static final double SECONDS = 0.25;

  /** Trials that have to end before tasks get more than one. */
  private static final int FEW = 4;

  private final double[] latest = new double[32];
  private int ended;

  void ended(TrialRow row) {
    latest[ended++ % latest.length] = row.wallSeconds();
  }

  /** By the median of the latest trials, because the first ones of a process take a hundred times as long as those after them. */
  int get() {
    if (ended < FEW) {
      return 1;
    }
    double[] known = Arrays.copyOf(latest, Math.min(ended, latest.length));
    Arrays.sort(known);
    return (int) Math.max(1, Math.min(MOST, SECONDS / known[known.length / 2]));
  }
}
