package dev.rondo.core.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.analysis.NoiseGradient.Form;
import dev.rondo.core.perturb.DropConnect;
import dev.rondo.core.perturb.GaussianNoise;
import dev.rondo.core.perturb.Perturbation;
import dev.rondo.core.perturb.Perturbation.Pass;
import dev.rondo.core.perturb.Perturbation.Refresh;
import dev.rondo.core.perturb.Perturbation.Sampling;
import dev.rondo.core.perturb.Perturbation.Target;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class NoiseTest {
  private static final double[] W = {0.5, -1, 2};
  private static final double[] X = {1, 3, -0.5};

  private static GaussianNoise gaussian(boolean multiplicative) {
    return new GaussianNoise(
        Target.RECURRENT, Refresh.STEP, Pass.TRAIN_GRAPH, Sampling.WEIGHTS, multiplicative, 0.5f);
  }

  private static final DropConnect DROP = new DropConnect(
      Target.RECURRENT, Refresh.STEP, Pass.TRAIN_GRAPH, Sampling.WEIGHTS, 0.75, DropConnect.Scale.NONE);

  static List<Perturbation> noises() {
    return List.of(gaussian(true), gaussian(false), DROP);
  }

  @Test
  void formulasOnNumbersThatOneCanCheckByHand() {
    // w'x = 0.5 - 3 - 1 = -3.5; sum w^2 x^2 = 0.25 + 9 + 1 = 10.25; sum x = 3.5; sum x^2 = 10.25.
    NoiseMoments multiplicative = new NoiseMoments(gaussian(true), W, X);
    assertEquals(-3.5, multiplicative.mean());
    assertEquals(0.25 * 10.25, multiplicative.independentVariance());
    assertEquals(0.25 * 12.25, multiplicative.sharedVariance());
    NoiseMoments additive = new NoiseMoments(gaussian(false), W, X);
    assertEquals(-3.5, additive.mean());
    assertEquals(0.25 * 10.25, additive.independentVariance());
    assertEquals(0.25 * 12.25, additive.sharedVariance());
    NoiseMoments drop = new NoiseMoments(DROP, W, X);
    assertEquals(0.75 * -3.5, drop.mean());
    assertEquals(0.75 * 0.25 * 10.25, drop.independentVariance(), 1e-15);
    assertEquals(0.75 * 0.25 * 12.25, drop.sharedVariance(), 1e-15);
  }

  @ParameterizedTest
  @MethodSource("noises")
  void drawsHaveTheMomentsOfTheory(Perturbation noise) {
    NoiseMoments m = new NoiseMoments(
        noise, NoiseMoments.normals(3, "w", 10), NoiseMoments.normals(3, "x", 10));
    NoiseMoments.Sample independent = m.sample(3, 40_000, false);
    assertEquals(m.mean(), independent.mean(), 5 * independent.meanError());
    assertEquals(m.independentVariance(), independent.variance(), 5 * independent.varianceError());
    assertTrue(
        Math.abs(m.sharedVariance() - independent.variance()) > 20 * independent.varianceError(),
        "the shared form is not the variance of independent draws");
    NoiseMoments.Sample shared = m.sample(3, 40_000, true);
    assertEquals(m.mean(), shared.mean(), 5 * shared.meanError());
    assertEquals(m.sharedVariance(), shared.variance(), 5 * shared.varianceError());
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void theGradientIsTheSumOfItsTwoParts(Form form) {
    for (double s : new double[] {-1.5, 0.3, 2}) {
      NoiseGradient g = new NoiseGradient(form, W, X, 0.2, s, 0.4);
      assertTrue(NoiseGradient.error(g.decomposed(), g.numeric()) < 1e-6, form + " " + s);
    }
  }

  @Test
  void thePrintedGradientIsRightOnlyWhereTheSumIsPositive() {
    double[] minus = {-0.5, 1, -2};
    NoiseGradient positive = new NoiseGradient(Form.SHARED, minus, X, 0.2, 0.3, 0.4);
    assertTrue(NoiseGradient.error(positive.asPrinted(), positive.numeric()) < 1e-6);
    NoiseGradient negative = new NoiseGradient(Form.SHARED, W, X, 0.2, 0.3, 0.4);
    assertTrue(NoiseGradient.error(negative.asPrinted(), negative.numeric()) > 0.05);
  }
}
