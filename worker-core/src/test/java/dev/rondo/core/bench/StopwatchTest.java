package dev.rondo.core.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
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
    double[] sink = {1};
    AtomicInteger runs = new AtomicInteger();
    Stopwatch watch = new Stopwatch(
        () -> {
          for (long i = 0; i < 1000L << runs.getAndIncrement(); i++) {
            sink[0] = Math.sin(sink[0]);
          }
          return sink[0];
        },
        0);
    assertEquals(false, watch.warmUp().time(1).warmUp().stable());
  }
}
