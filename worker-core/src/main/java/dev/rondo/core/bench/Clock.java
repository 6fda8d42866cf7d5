package dev.rondo.core.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.LongSupplier;

/** Time since a start: of the clock on the wall, and of processors that worked. */
final class Clock {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final boolean KNOWS_THREAD = THREADS.isCurrentThreadCpuTimeSupported();

  private final LongSupplier nanos;
  private final long wall;
  private final long thread;
  private final long process;

  private Clock(LongSupplier nanos) {
    this.nanos = nanos;
    process = processNanos();
    thread = KNOWS_THREAD ? THREADS.getCurrentThreadCpuTime() : 0;
    wall = nanos.getAsLong();
  }

  static Clock start() {
    return start(System::nanoTime);
  }

  /** @param nanos the clock on the wall, such as {@link System#nanoTime} */
  static Clock start(LongSupplier nanos) {
    return new Clock(nanos);
  }

  /** Seconds gone. */
  double wall() {
    return (nanos.getAsLong() - wall) * 1e-9;
  }

  /** Seconds for which a processor worked for this thread; NaN where that is not known. */
  double thread() {
    return KNOWS_THREAD ? (THREADS.getCurrentThreadCpuTime() - thread) * 1e-9 : Double.NaN;
  }

  /**
   * Seconds for which processors worked for all threads of this process, in steps of a hundredth; NaN where that is not
   * known.
   */
  double process() {
    return process < 0 ? Double.NaN : (processNanos() - process) * 1e-9;
  }

  private static long processNanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : -1;
  }
}
