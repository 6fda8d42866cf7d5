package dev.rondo.core;

import java.time.Instant;

/** When a trial was begun, and how long it has been worked on, interruptions left out. */
final class TrialClock {
  private final long resumed = System.nanoTime();
  private Instant startedAt = Instant.now();
  private double before;

  /** Goes on from an earlier run of the trial. */
  void goOn(Instant begun, double seconds) {
    startedAt = begun;
    before = seconds;
  }

  Instant startedAt() {
    return startedAt;
  }

  double seconds() {
    return before + (System.nanoTime() - resumed) * 1e-9;
  }
}
