package dev.rondo.core.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.random.RandomStream;
import org.junit.jupiter.api.Test;

class MackeyGlassTest {
  /** Until the delay has passed, the delayed value is constant and the solution an exponential. */
  @Test
  void solution_isExactAsLongAsThePastIsConstant() {
    double[] x = MackeyGlass.solution(17, 1.2, 18, 10);
    double limit = 2 * 1.2 / (1 + Math.pow(1.2, 10));
    for (int t = 0; t < 18; t++) {
      assertEquals(limit + (1.2 - limit) * Math.exp(-0.1 * t), x[t], 1e-9);
    }
  }

  /** Halving the step divides the error by 16 in a method of fourth order. */
  @Test
  void solution_convergesWithTheFourthPowerOfTheStep() {
    double exact = MackeyGlass.solution(17, 0.7, 101, 160)[100];
    double coarse = Math.abs(MackeyGlass.solution(17, 0.7, 101, 5)[100] - exact);
    double fine = Math.abs(MackeyGlass.solution(17, 0.7, 101, 10)[100] - exact);
    assertTrue(coarse / fine > 10 && coarse / fine < 24, coarse + " / " + fine);
    assertTrue(fine < 1e-6, "error " + fine);
  }

  @Test
  void series_staysInTheRangeOfTheAttractorAndMoves() {
    float[] x = new MackeyGlass(2000, 0, 17).values(new RandomStream(1, "test"));
    float low = 9;
    float high = 0;
    for (float v : x) {
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
    assertEquals(0.42, low, 0.05);
    assertEquals(1.31, high, 0.05);
  }
}
