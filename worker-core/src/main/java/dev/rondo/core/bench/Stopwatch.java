package dev.rondo.core.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Times work that is short against a second by doing it again and again. */
public final class Stopwatch {
  /** Warm when the median of the last bursts is within this of that of the bursts before. */
  private static final double STABLE = 0.03;

  private static final int BURSTS = 3;

  /** Bursts are so much shorter than repeats. */
  private static final int SHORTER = 5;

  /** Warming up ends after so many repeats' time, stable or not. */
  private static final int MOST = 8;

  private final DoubleSupplier work;
  private final double seconds;
  private final LongSupplier nanos;
  private final List<Double> wall = new ArrayList<>();
  private final List<Double> cpu = new ArrayList<>();
  private double allWall;
  private double allProcess;
  private Timing.WarmUp warmUp = new Timing.WarmUp(0, false);
  private double last;

  /**
   * @param work gives a number that depends on all that was done, so that none of it can be left out
   * @param seconds a repeat takes at least
   */
  public Stopwatch(DoubleSupplier work, double seconds) {
    this(work, seconds, System::nanoTime);
  }

  Stopwatch(DoubleSupplier work, double seconds, LongSupplier nanos) {
    this.work = work;
    this.seconds = seconds;
    this.nanos = nanos;
  }

  /** Runs until the median of successive bursts no longer changes. */
  public Stopwatch warmUp() {
    Clock clock = Clock.start(nanos);
    List<Double> bursts = new ArrayList<>();
    boolean stable = false;
    while (!stable && (bursts.size() < 2 * BURSTS || clock.wall() < MOST * seconds)) {
      bursts.add(burst(seconds / SHORTER).wall);
      int n = bursts.size();
      if (n >= 2 * BURSTS) {
        double before = Timing.median(bursts.subList(n - 2 * BURSTS, n - BURSTS));
        stable = Math.abs(Timing.median(bursts.subList(n - BURSTS, n)) / before - 1) < STABLE;
      }
    }
    warmUp = new Timing.WarmUp(clock.wall(), stable);
    return this;
  }

  /** One repeat that counts. */
  public void repeat() {
    Clock clock = Clock.start(nanos);
    Burst burst = burst(seconds);
    allProcess += clock.process();
    allWall += clock.wall();
    wall.add(burst.wall);
    cpu.add(burst.cpu);
  }

  /** The repeats so far. */
  public Timing timing() {
    return Timing.of(wall, cpu, warmUp);
  }

  /** Warms up and repeats. */
  public Timing time(int times) {
    warmUp();
    for (int i = 0; i < times; i++) {
      repeat();
    }
    return timing();
  }

  /**
   * Processors that worked for this process at once, on average over the repeats; NaN where that is not known. More
   * than one means that other threads worked too: the compiler, the collector, or a BLAS with more than its one thread.
   */
  public double processors() {
    return allProcess / allWall;
  }

  /** What the work gave last. */
  public double last() {
    return last;
  }

  /** Seconds a run. */
  private record Burst(double wall, double cpu) {}

  private Burst burst(double atLeast) {
    Clock clock = Clock.start(nanos);
    int runs = 0;
    double elapsed;
    do {
      last = work.getAsDouble();
      runs++;
      elapsed = clock.wall();
    } while (elapsed < atLeast);
    return new Burst(elapsed / runs, clock.thread() / runs);
  }
}
