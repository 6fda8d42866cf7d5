package dev.rondo.core.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Wall time and the processor time of the current thread since a start. */
final class Clock {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final boolean KNOWS_CPU = THREADS.isCurrentThreadCpuTimeSupported();

  private final long wall;
  private final long cpu;

  private Clock() {
    cpu = KNOWS_CPU ? THREADS.getCurrentThreadCpuTime() : 0;
    wall = System.nanoTime();
  }

  static Clock start() {
    return new Clock();
  }

  /** Seconds gone. */
  double wall() {
    return (System.nanoTime() - wall) * 1e-9;
  }

  /** Seconds for which a processor worked for this thread; NaN where that is not known. */
  double cpu() {
    return KNOWS_CPU ? (THREADS.getCurrentThreadCpuTime() - cpu) * 1e-9 : Double.NaN;
  }
}
