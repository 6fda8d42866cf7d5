package dev.rondo.core.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.cell.TemporalComponents.Variable;
import org.junit.jupiter.api.Test;

class TemporalGradientTest {
  private static final TemporalGradient SMALL = new TemporalGradient(30, 20, 20, 5, 1);

  @Test
  void theGradientVanishesBelowARadiusOfOne() {
    TemporalGradient.Result small = SMALL.at(0.8);
    TemporalGradient.Result large = SMALL.at(1.2);
    assertEquals(33, small.norms()[0].length);
    for (Variable v : Variable.values()) {
      double factor = small.backwardFactor(v, 30);
      assertTrue(factor < 0.85, v + " by " + factor);
      assertTrue(large.backwardFactor(v, 30) > factor + 0.1, v + " by " + large.backwardFactor(v, 30));
      // Exponentially: each ten steps cost as much as the ten before.
      double[] n = small.norms()[v.ordinal()];
      assertTrue(n[25] > 3 * n[15] && n[15] > 3 * n[5], v + ": " + n[25] + ", " + n[15] + ", " + n[5]);
    }
    assertEquals(0, small.norms()[Variable.RECURRENT.ordinal()][0], "no state before the first step");
  }

  @Test
  void theSameSeedGivesTheSameNumbers() {
    TemporalGradient.Result first = SMALL.at(1.1);
    TemporalGradient.Result second = SMALL.at(1.1);
    assertArrayEquals(first.norms(), second.norms());
    assertArrayEquals(first.cosines(), second.cosines());
    assertEquals(5, first.cosines().length);
    for (double cosine : first.cosines()) {
      assertTrue(Math.abs(cosine) <= 1, "cosine " + cosine);
    }
  }
}
