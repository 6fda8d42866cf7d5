package dev.rondo.core.model;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.front.Front;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fronts against central differences, with dense and with sparse inputs, below cells of several kinds and dropped units. */
class FrontGradientTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "kind = embedding, size = 3 | layers = 1 | true",
      "kind = embedding, size = 5 | layers = 2 | false",
      "kind = embedding, size = 3 | cell.kind = lstm-peephole, cell.message-clip = none | true",
      "kind = convolution, channels = 2, kernel = 3, pools = [\"2\", \"2\"] | dropout { kind = units, places = [inputs] } | false",
      "kind = convolution, channels = 3, kernel = 5, pools = [\"1\", \"4\"] | cell.kind = gru, layers = 2 | true",
      "kind = convolution, channels = 2, kernel = 1, pools = [\"2\"] | cell.kind = factorised-elman | false",
  })
  void gradientMatchesCentralDifferences(String front, String model, boolean sparse) {
    try (SmallNetwork small = new SmallNetwork(
        Precision.FLOAT64, Loss.SOFTMAX, sparse, "model.front { " + front + " }", "model { " + model + " }",
        "perturbation { kind = gaussian-noise, sigma = 0.3, target = feedforward }")) {
      small.objective();
      double[] analytic = small.gradient();
      double[] numeric = small.numericGradient();
      double largest = 0;
      for (ParameterSet.View v : small.parameters.views()) {
        double error = SmallNetwork.relativeError(v, analytic, numeric);
        assertTrue(error < 1e-6, () -> v.name() + ": relative error " + error);
        for (int i = v.offset(); v.name().startsWith(Front.PREFIX) && i < v.offset() + v.size(); i++) {
          largest = Math.max(largest, Math.abs(analytic[i]));
        }
      }
      assertTrue(largest > 1e-3, "the front gets no slopes");
    }
  }
}
