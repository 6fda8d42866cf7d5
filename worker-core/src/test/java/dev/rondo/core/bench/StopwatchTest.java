package dev.rondo.core.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class StopwatchTest {
  @Test
  void medianIsTheMiddle() {
    assertEquals(2, Timing.median(9, 1, 2));
    assertEquals(3, Timing.median(9, 4, 2, 1));
    assertTrue(Double.isNaN(Timing.median(new double[0])));
  }

  @Test
  void everyRepeatRunsTheWork() {
    AtomicInteger runs = new AtomicInteger();
    Stopwatch watch = new Stopwatch(runs::incrementAndGet, 0).warmUp();
    int warm = runs.get();
    assertTrue(warm >= 6, "two medians of three bursts are compared, so at least six come first: " + warm);
    for (int i = 0; i < 4; i++) {
      watch.repeat();
    }
    assertEquals(warm + 4, runs.get());
    assertEquals(warm + 4, watch.last());
    Timing timing = watch.timing();
    assertEquals(4, timing.repeats());
    assertTrue(0 < timing.min(), timing.toString());
    assertTrue(timing.min() <= timing.median() && timing.median() <= timing.max(), timing.toString());
  }

  @Test
  void workThatGetsEverSlowerIsNeverCalledWarm() {
    assertFalse(warmedUp(run -> 1000L << run, 0).stable());
  }

  @Test
  void workThatTakesTheSameTimeIsWarmAtOnce() {
    Timing.WarmUp warmUp = warmedUp(run -> 1000, 0);
    assertTrue(warmUp.stable());
    assertEquals(6e-6, warmUp.seconds(), 1e-12, "two medians of three");
  }

  @Test
  void warmingUpEndsWhenTheWorkGetsNoFaster() {
    Timing.WarmUp warmUp = warmedUp(run -> run < 40 ? 2_000_000 - 40_000L * run : 400_000, 0.01);
    assertTrue(warmUp.stable());
    assertTrue(warmUp.seconds() > 0.04, "it lasts as long as the work gets faster: " + warmUp.seconds());
  }

  /** Warms up on a clock that only the work moves: a run takes so many nanoseconds. */
  private static Timing.WarmUp warmedUp(LongUnaryOperator nanosOfRun, double seconds) {
    AtomicLong now = new AtomicLong();
    AtomicInteger runs = new AtomicInteger();
    Stopwatch watch = new Stopwatch(() -> now.addAndGet(nanosOfRun.applyAsLong(runs.getAndIncrement())), seconds, now::get);
    watch.warmUp().repeat();
    return watch.timing().warmUp();
  }
}
