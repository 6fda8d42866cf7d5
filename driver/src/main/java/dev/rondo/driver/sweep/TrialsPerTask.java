package dev.rondo.driver.sweep;

import dev.rondo.driver.storage.TrialRow;
import java.util.Arrays;

/** How many trials a task gets: one as a rule, more where the latest trials were so short that other costs prevail. */
final class TrialsPerTask {
  static final int MOST = 64;

  /** What a task should last, as the latest trials lasted on average. */
  private static final double SECONDS = 0.25;

  private final double[] latest = new double[32];
  private int next;

  TrialsPerTask() {
    Arrays.fill(latest, Double.POSITIVE_INFINITY);
  }

  void ended(TrialRow row) {
    latest[next++ % latest.length] = row.wallSeconds();
  }

  int get() {
    double mean = Arrays.stream(latest).average().getAsDouble();
    return (int) Math.max(1, Math.min(MOST, SECONDS / mean));
  }
}
