package dev.rondo.core.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.spec.SpecException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepBenchTest {
  private static final int B = 3;
  private static final int H = 5;
  private static final int T = 7;
  private static final int D = 11;
  private static final Shape SHAPE = new Shape(B, H, T, D, 0.2);

  private static StepBench bench(Variant variant, Map<String, String> more) throws IOException, SpecException {
    return new StepBench(BenchConfigs.of("elman", variant, SHAPE, more), SHAPE);
  }

  @Test
  void flopsCountEveryProductOnceAndNoGradientOfTheInputs() throws Exception {
    try (StepBench bench = bench(Variant.PLAIN, Map.of())) {
      double forward = 2 * (D * H + H * H + H * D);
      double gradients = forward;
      double errorsSentBack = 2 * (H * H + H * D);
      assertEquals(T * B * (forward + gradients + errorsSentBack), bench.stepFlops());
      assertEquals(T * B * forward, bench.evaluationFlops());
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyVariantTrains(Variant variant) throws Exception {
    try (StepBench bench = bench(variant, Map.of())) {
      double before = bench.evaluate();
      for (int i = 0; i < 30; i++) {
        bench.step();
      }
      double after = bench.evaluate();
      assertTrue(after < before, variant + " does not learn its batch: " + before + " -> " + after);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PLAIN")
  void noiseIsDrawnAnewAtEveryStep(Variant variant) throws Exception {
    // Nothing moves the weights, and they are not small, so that only new draws can change the loss.
    Map<String, String> still = Map.of(
        "optimizer.kind", "sgd", "optimizer.step-rate", "0", "init.input.sigma", "1", "init.output.sigma", "1");
    try (StepBench bench = bench(variant, still)) {
      double[] losses = {bench.step(), bench.step(), bench.step()};
      assertEquals(3, Arrays.stream(losses).distinct().count(), Arrays.toString(losses));
    }
    try (StepBench bench = bench(Variant.PLAIN, still)) {
      assertEquals(bench.step(), bench.step());
    }
  }

  @Test
  void layingTheBatchAgainChangesNothing() throws Exception {
    try (StepBench bench = bench(Variant.PLAIN, Map.of())) {
      double loss = bench.evaluate();
      assertEquals(T * B, bench.lay());
      assertEquals(loss, bench.evaluate());
      bench.step();
      assertNotEquals(loss, bench.evaluate());
    }
  }

  @Test
  void mistakesAreNamed() {
    Exception variant = assertThrows(IllegalArgumentException.class, () -> Variant.of("noise"));
    assertTrue(variant.getMessage().contains("noise-step"), variant.getMessage());
    Exception cell =
        assertThrows(SpecException.class, () -> BenchConfigs.of("eleman", Variant.PLAIN, SHAPE, Map.of()));
    assertTrue(cell.getMessage().contains("elman"), cell.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Shape(0, H, T, D, 0.1));
    assertThrows(IllegalArgumentException.class, () -> new Shape(B, H, T, D, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new Shape(B, H, T, 70_000, 0.1));
  }
}
