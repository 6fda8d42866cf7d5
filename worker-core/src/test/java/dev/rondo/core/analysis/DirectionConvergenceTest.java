package dev.rondo.core.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DirectionConvergenceTest {
  private static final double ANGLE = Math.toRadians(20);

  private static DirectionConvergence with(double beta) {
    return new DirectionConvergence(2, ANGLE, 1, beta);
  }

  @Test
  void theMeanSquareFallsAsOneOverJ() {
    double convexity = DirectionConvergence.reducedConvexity(2, ANGLE);
    assertEquals(Math.sqrt(2 - 2 * Math.cos(ANGLE)), DirectionConvergence.mu(ANGLE), 1e-15);
    assertEquals(1 - 2 * DirectionConvergence.mu(ANGLE), convexity, 1e-15);
    DirectionConvergence.Result r = with(1 / convexity).run(1, 100, 3000);
    assertEquals(1, r.squares()[0], 1e-12);
    for (int j = 1; j <= 3000; j++) {
      assertTrue(j * r.squares()[j - 1] <= r.bound(), "at " + j + ": " + r.squares()[j - 1] + ", bound " + r.bound());
    }
    double ratio = 3000 * r.squares()[2999] / (300 * r.squares()[299]);
    assertTrue(ratio > 0.6 && ratio < 1.6, "j times the mean changes by " + ratio);
  }

  @Test
  void withSmallRatesItIsSlower() {
    DirectionConvergence.Result r = with(0.2).run(1, 20, 3000);
    assertTrue(Double.isNaN(r.bound()));
    assertTrue(3000 * r.squares()[2999] > 2 * 300 * r.squares()[299], "j times the mean grows");
  }

  /** Without noise each coordinate pair follows the recursion by hand. */
  @Test
  void oneStepByHand() {
    DirectionConvergence plain = new DirectionConvergence(1, Math.PI / 2, 0, 0.5);
    // All curvatures 1: x - D/2 has length sqrt(1 + 1/4), as D is x turned by a right angle; then steps of 1/4.
    assertArrayEquals(new double[] {1, 1.25, 1.25 * 1.0625}, plain.run(3, 2, 3).squares(), 1e-12);
  }

  @Test
  void theSameSeedGivesTheSameNumbers() {
    assertArrayEquals(with(1).run(7, 3, 50).squares(), with(1).run(7, 3, 50).squares());
  }
}
