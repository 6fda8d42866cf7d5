package dev.rondo.core.penalty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.check.SmallNetwork;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Soft orthogonality, the prior on singular values and weight decay on factors. */
class OrthogonalityPenaltiesTest {
  private static SmallNetwork network(String cell, int layers, String penalty) {
    Params params = Params.of(Configs.quick(
        "model { cell { " + cell + " }, hidden = " + SmallNetwork.H + ", layers = " + layers + " }", "penalty { " + penalty + " }"));
    return new SmallNetwork(Precision.FLOAT64, Loss.BERNOULLI, false, params, 3);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "kind = elman | 2 | kind = soft-orthogonality, lambda = 0.03, decay = 0.02",
      "kind = lstm | 1 | kind = soft-orthogonality, lambda = 0.03",
      "kind = gru | 1 | kind = composite-decay, lambda = 0.05",
      "kind = factorised-elman, margin = 0.4 | 2 | kind = soft-orthogonality, lambda = 0.03, decay = 0.02",
      "kind = factorised-elman, margin = 3 | 1 | kind = soft-orthogonality, lambda = 0.03, of = bases",
      "kind = factorised-elman, margin = 3, rectify = false | 1 | kind = composite-decay, lambda = 0.05",
      "kind = factorised-elman, margin = 3 | 2 | kind = spectrum-prior, lambda = 0.3, decay = 0.02",
      "kind = factorised-elman-free | 1 | kind = spectrum-prior, lambda = 0.3",
      "kind = factorised-elman-free | 1 | kind = composite-decay, lambda = 0.05"})
  void slopesAreThoseOfTheValue(String cell, int layers, String penalty) {
    try (SmallNetwork small = network(cell, layers, penalty)) {
      small.objective();
      double[] analytic = small.gradient();
      double[] numeric = small.numericGradient();
      for (View v : small.parameters.views()) {
        assertEquals(0, SmallNetwork.relativeError(v, analytic, numeric), 1e-6, v.name());
      }
    }
  }

  private static double value(SmallNetwork small) {
    return small.penalty.value(small.parameters, small.kernels);
  }

  private static void set(SmallNetwork small, Map<String, double[]> values) {
    small.parameters.values().put(0, new double[small.parameters.size()]);
    values.forEach((name, numbers) -> small.parameters.values().put(small.parameters.view(name).offset(), numbers));
  }

  private static double[] diagonal(double... d) {
    double[] w = new double[d.length * d.length];
    for (int i = 0; i < d.length; i++) {
      w[i * d.length + i] = d[i];
    }
    return w;
  }

  @Test
  void softOrthogonalityIsTheSumOverSingularValues() {
    double[] s = {1, 0.5, 2, 1, 0, 1};
    double sum = 0.75 * 0.75 + 3 * 3 + 1;
    try (SmallNetwork plain = network("kind = elman", 1, "kind = soft-orthogonality, lambda = 0.1")) {
      set(plain, Map.of("recurrent", diagonal(s)));
      assertEquals(0.1 * sum, value(plain), 1e-12);
    }
    double[] rotation = diagonal(1, 1, 1, 1, 1, 1);
    rotation[0] = rotation[7] = Math.cos(0.3);
    rotation[1] = Math.sin(0.3);
    rotation[6] = -Math.sin(0.3);
    try (SmallNetwork factored = network("kind = factorised-elman-free", 1, "kind = soft-orthogonality, lambda = 0.1, decay = 2")) {
      set(factored, Map.of("recurrent-left", rotation, "recurrent-right", diagonal(1, 1, 1, -1, 1, 1), "spectrum", s));
      assertEquals(0.1 * sum + 2 * (3 + 0.25 + 4), value(factored), 1e-12);
    }
  }

  @Test
  void basesAreMeasuredByThemselves() {
    try (SmallNetwork small = network("kind = factorised-elman, margin = 1", 1, "kind = soft-orthogonality, lambda = 1, of = bases")) {
      set(small, Map.of("recurrent-left", diagonal(1, 1, 2, 1, 1, 1), "recurrent-right", diagonal(1, 1, 1, 1, 1, 0)));
      assertEquals(9 + 1, value(small), 1e-12);
    }
  }

  @Test
  void priorPullsNegativeSingularValuesBack() {
    try (SmallNetwork small = network("kind = factorised-elman-free", 1, "kind = spectrum-prior, lambda = 0.5")) {
      set(small, Map.of("spectrum", new double[] {-1, 1, 1, 1, 1, 3}));
      assertEquals(0.5 * (4 + 4), value(small), 1e-12);
      small.kernels.fill(small.parameters.gradients(), 0, small.parameters.size(), 0);
      small.penalty.addGradient(small.parameters, small.kernels);
      View spectrum = small.parameters.view("spectrum");
      assertEquals(
          "[-2.0, 0.0, 0.0, 0.0, 0.0, 2.0]",
          Arrays.toString(small.parameters.gradients().toArray(spectrum.offset(), spectrum.size())));
    }
  }

  @Test
  void decayOfAPlainNetworkIsThatOfWeightNorm() {
    try (SmallNetwork decay = network("kind = elman", 2, "kind = composite-decay, lambda = 0.7");
        SmallNetwork norm = network("kind = elman", 2, "kind = weight-norm, norm = L2, lambda = 0.7")) {
      assertEquals(value(norm), value(decay), 1e-12);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "kind = elman | kind = spectrum-prior | model.cell.kind = factorised-elman",
      "kind = lstm | kind = soft-orthogonality, of = bases | penalty.of = weights",
      "kind = feed-forward | kind = soft-orthogonality | no square recurrent weight"})
  void penaltiesOfWhatIsNotThereAreRefused(String cell, String penalty, String expected) {
    String message = assertThrows(IllegalArgumentException.class, () -> network(cell, 1, penalty)).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void valuesOfRandomFactorsAreThoseOfTheirProduct() {
    try (SmallNetwork factored = network("kind = factorised-elman-free", 1, "kind = soft-orthogonality, lambda = 1");
        SmallNetwork plain = network("kind = elman", 1, "kind = soft-orthogonality, lambda = 1")) {
      int H = SmallNetwork.H;
      RandomStream stream = new RandomStream(5, "factors");
      double[] u = new double[H * H];
      double[] v = new double[H * H];
      double[] s = new double[H];
      Arrays.setAll(u, i -> stream.nextNormal());
      Arrays.setAll(v, i -> stream.nextNormal());
      Arrays.setAll(s, i -> stream.nextNormal());
      double[] w = new double[H * H];
      for (int i = 0; i < H; i++) {
        for (int k = 0; k < H; k++) {
          for (int j = 0; j < H; j++) {
            w[i * H + j] += u[i * H + k] * Math.max(s[k], 0) * v[k * H + j];
          }
        }
      }
      set(factored, Map.of("recurrent-left", u, "recurrent-right", v, "spectrum", s));
      set(plain, Map.of("recurrent", w));
      assertEquals(value(plain), value(factored), 1e-9 * value(plain));
    }
  }
}
