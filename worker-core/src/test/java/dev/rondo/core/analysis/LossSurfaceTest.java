package dev.rondo.core.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.analysis.LossSurface.Point;
import dev.rondo.core.compute.Activation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LossSurfaceTest {
  private static final double STEP = 1e-6;

  @Test
  void lossIsThatOfThePlainRecursion() {
    double h = 0;
    for (int t = 0; t < 3; t++) {
      h = Math.tanh(1.5 * h + 0.3);
    }
    assertEquals((h - 0.7) * (h - 0.7), new OneUnit(Activation.TANH, 3, 0.7).loss(1.5, 0.3), 1e-15);
  }

  @ParameterizedTest
  @EnumSource(value = Activation.class, names = {"TANH", "LOGISTIC", "IDENTITY"})
  void gradientAgreesWithCentralDifferences(Activation f) {
    OneUnit unit = new OneUnit(f, 6, 0.7);
    for (double w : new double[] {-0.9, 0.4, 1.3}) {
      for (double b : new double[] {-0.5, 0.2}) {
        OneUnit.Gradient g = unit.gradient(w, b);
        double byW = (unit.loss(w + STEP, b) - unit.loss(w - STEP, b)) / (2 * STEP);
        double byB = (unit.loss(w, b + STEP) - unit.loss(w, b - STEP)) / (2 * STEP);
        assertEquals(byW, g.w(), 1e-6 * (1 + Math.abs(byW)), f + " " + w + " " + b);
        assertEquals(byB, g.b(), 1e-6 * (1 + Math.abs(byB)), f + " " + w + " " + b);
      }
    }
  }

  @Test
  void thePenaltyIsOfTheWeightAlone() {
    OneUnit unit = new OneUnit(Activation.TANH, 5, 0.7);
    for (String norm : List.of("L1", "L2")) {
      try (LossSurface surface = new LossSurface(unit, LossSurface.penalty(norm, 0.25))) {
        Point p = surface.at(-2, 3);
        assertEquals(unit.loss(-2, 3), p.loss());
        assertEquals(p.loss() + 0.25 * (norm.equals("L1") ? 2 : 4), p.objective(), 1e-15);
        double byW = (surface.at(-2 + STEP, 3).objective() - surface.at(-2 - STEP, 3).objective()) / (2 * STEP);
        double byB = (surface.at(-2, 3 + STEP).objective() - surface.at(-2, 3 - STEP).objective()) / (2 * STEP);
        assertEquals(Math.hypot(byW, byB), p.gradientNorm(), 1e-7);
      }
    }
  }

  @Test
  void theGridHasBothEndsAndWChangesFastest() {
    try (LossSurface surface = new LossSurface(new OneUnit(Activation.LOGISTIC, 50, 0.7), null)) {
      List<Point> grid = surface.grid(4, 7, -4, -1, 4);
      assertEquals(16, grid.size());
      assertEquals(List.of(4.0, 5.0, 6.0, 7.0), grid.subList(0, 4).stream().map(Point::w).toList());
      assertEquals(-4, grid.get(3).b());
      assertEquals(-1, grid.get(15).b());
    }
  }

  @Test
  void descentTakesTheStepsOfGradientDescent() {
    OneUnit unit = new OneUnit(Activation.TANH, 4, 0.7);
    try (LossSurface surface = new LossSurface(unit, null)) {
      List<Point> path = surface.descend(1.2, 0.1, 0.05, 200);
      assertEquals(201, path.size());
      OneUnit.Gradient g = unit.gradient(1.2, 0.1);
      assertEquals(1.2 - 0.05 * g.w(), path.get(1).w(), 1e-15);
      assertEquals(0.1 - 0.05 * g.b(), path.get(1).b(), 1e-15);
      assertTrue(path.get(200).loss() < 1e-4, "it gets there: " + path.get(200));
    }
  }

  /** The wall of Figure 2: next to it the gradient is many times what it is elsewhere. */
  @Test
  void theLogisticSurfaceHasAWall() {
    try (LossSurface surface = new LossSurface(new OneUnit(Activation.LOGISTIC, 50, 0.7), null)) {
      double[] norms = surface.grid(4, 7, -4, -1, 40).stream().mapToDouble(Point::gradientNorm).sorted().toArray();
      assertTrue(norms[norms.length - 1] > 50 * norms[norms.length / 2], norms[norms.length - 1] + " at the wall");
    }
  }
}
