package dev.rondo.core.penalty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.check.SmallNetwork;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.spec.Params;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The regularizer of an LSTM against its formulas, written here once more, and against differences. */
class LstmTikhonovTest {
  private static final int H = SmallNetwork.H;

  private static SmallNetwork network(String model, String penalty) {
    Params params = Params.of(Configs.quick(
        "model { " + model + ", hidden = " + H + " }", "penalty { kind = lstm-tikhonov, " + penalty + " }"));
    return new SmallNetwork(Precision.FLOAT64, Loss.SQUARED, false, params, 3);
  }

  /** Gates whose norms are those given, in the cell's order (input gate, forget gate, candidate, output gate), and the readout. */
  private static void setNorms(SmallNetwork small, double[] input, double[] recurrent, double output) {
    small.parameters.values().put(0, new double[small.parameters.size()]);
    for (int gate = 0; gate < 4; gate++) {
      View in = small.parameters.view("input");
      small.parameters.values().set(in.offset() + gate * H + gate, input[gate]);
      small.parameters.values().set(in.offset() + in.cols() + gate * H + 5, input[gate] / 2);
      View back = small.parameters.view("recurrent");
      for (int i = 0; i < H; i++) {
        small.parameters.values().set(back.offset() + i * back.cols() + gate * H + (i + 1) % H, recurrent[gate] / (1 + i));
      }
    }
    small.parameters.values().set(small.parameters.view("output").offset() + 1, output);
  }

  private static double value(SmallNetwork small) {
    return small.penalty.value(small.parameters, small.kernels);
  }

  @Test
  void printedValue() {
    double[] x = {0.2, 0.4, 0.3, 0.5};
    double[] h = {0.1, 0.3, 0.15, 0.25};
    try (SmallNetwork small = network("cell.kind = lstm", "lambda = 0.7")) {
      setNorms(small, x, h, 1.5);
      double beta = 17 / 16.0;
      double gammaX = 0.25 * 0.4 + beta * (0.2 + 0.3);
      double gammaH = 0.25 * 0.3 + beta * (0.1 + 0.15);
      double e = Math.exp(1 - beta * 0.25);
      double rhoX = Math.sqrt(2) * (gammaX + Math.sqrt(2) * (beta * gammaX * 0.25 + 0.5) / e);
      double rhoH = Math.sqrt(2) * (gammaH + beta * gammaH * 0.25 / e);
      assertTrue(rhoH < 1, "stable");
      assertEquals(0.7 * 1.5 * 1.5 * rhoX * rhoX / (1 - rhoH * rhoH), value(small), 1e-12);
    }
  }

  @Test
  void valueOfTheDerivation() {
    double[] x = {0.2, 0.4, 0.3, 0.5};
    double[] h = {0.1, 0.3, 0.15, 0.25};
    try (SmallNetwork small = network("cell.kind = lstm", "lambda = 0.7, rho = re-derived, beta = 1")) {
      setNorms(small, x, h, 1.5);
      // Variance of the memory and of the output gate's sum, one by one: sigma_s = gx sx + gh sh, sigma_o = (w sigma_s + v sx) / E.
      double gx = 0.25 * 0.4 + 0.5;
      double gh = 0.25 * 0.3 + 0.25;
      double e = Math.exp(1 - 0.25);
      double byInputs = gx + (0.25 * gx + 0.5) / e;
      double byStates = gh + 0.25 * gh / e;
      double expected = 2 * byInputs * byInputs / (1 - 2 * byStates * byStates);
      assertEquals(0.7 * 1.5 * 1.5 * expected, value(small), 1e-12);
    }
  }

  @Test
  void hingesBeginWhereStatesAreNotStable() {
    double[] x = {0.2, 0.4, 0.3, 0.5};
    try (SmallNetwork small = network("cell.kind = lstm", "lambda = 0, lambda1 = 3, lambda2 = 5")) {
      setNorms(small, x, new double[] {0.1, 0.3, 0.15, 0.25}, 1.5);
      assertEquals(0, value(small));
      setNorms(small, x, new double[] {0.1, 0.3, 0.15, 1.2}, 1.5);
      double betaW = 17 / 16.0 * 1.2;
      double gammaH = 0.25 * 0.3 + 17 / 16.0 * 0.25;
      double rhoH = Math.sqrt(2) * gammaH * (1 + betaW * Math.exp(betaW - 1));
      assertTrue(rhoH > 1, "not stable");
      assertEquals(3 * (rhoH * rhoH - 1) + 5 * (betaW - 1), value(small), 1e-12);
    }
  }

  @Test
  void firstTermWhereStatesAreNotStable() {
    double[] x = {0.2, 0.4, 0.3, 0.5};
    double[] h = {0.4, 0.3, 0.5, 0.25};
    double clamped;
    double raw;
    try (SmallNetwork small = network("cell.kind = lstm", "lambda = 1, lambda1 = 0, lambda2 = 0")) {
      setNorms(small, x, h, 1.5);
      clamped = value(small);
    }
    try (SmallNetwork small = network("cell.kind = lstm", "lambda = 1, lambda1 = 0, lambda2 = 0, infeasible = raw")) {
      setNorms(small, x, h, 1.5);
      raw = value(small);
    }
    try (SmallNetwork small = network("cell.kind = lstm", "lambda = 1, lambda1 = 0, lambda2 = 0, infeasible = wait")) {
      setNorms(small, x, h, 1.5);
      assertEquals(0, value(small));
    }
    double gammaH = 0.25 * 0.3 + 17 / 16.0 * 0.9;
    double rhoH = Math.sqrt(2) * gammaH * (1 + 17 / 64.0 * Math.exp(17 / 64.0 - 1));
    assertTrue(raw < 0, "negative as printed: " + raw);
    assertEquals(raw * (1 - rhoH * rhoH) / 1e-3, clamped, 1e-9 * clamped);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "0.05 | lambda = 0.7",
      "0.05 | lambda = 0.7, rho = re-derived, beta = 1.03",
      "0.02 | lambda = 0.7, norm = frobenius",
      "0.05 | lambda = 0.7, infeasible = wait",
      "1 | lambda = 0.01, lambda1 = 0.3, lambda2 = 0.2",
      "1 | lambda = 0.01, lambda1 = 0.3, lambda2 = 0.2, rho = re-derived, norm = frobenius",
      "1 | lambda = 0.7, lambda1 = 0.3, infeasible = raw",
      "0.3 | lambda = 0, lambda1 = 0.3, lambda2 = 0.2, infeasible = wait"})
  void slopesAreThoseOfTheValue(double scale, String penalty) {
    try (SmallNetwork small = network("cell.kind = lstm", penalty)) {
      small.kernels.scale(scale, small.parameters.values(), 0, small.parameters.size());
      small.kernels.fill(small.parameters.gradients(), 0, small.parameters.size(), 0);
      small.penalty.addGradient(small.parameters, small.kernels);
      double[] analytic = small.gradient();
      double[] numeric = differences(small);
      for (View v : small.parameters.views()) {
        double[] expected = Arrays.copyOfRange(numeric, v.offset(), v.offset() + v.size());
        if (v.group() == Group.RECURRENT || Arrays.stream(expected).anyMatch(d -> d != 0)) {
          assertEquals(0, SmallNetwork.relativeError(v, analytic, numeric), 1e-6, v.name());
        } else {
          assertArrayEquals(expected, Arrays.copyOfRange(analytic, v.offset(), v.offset() + v.size()), v.name());
        }
      }
    }
  }

  /** Central differences of the value. */
  private static double[] differences(SmallNetwork small) {
    double step = 1e-6;
    double[] all = new double[small.parameters.size()];
    for (int i = 0; i < all.length; i++) {
      double at = small.parameters.values().get(i);
      small.parameters.values().set(i, at + step);
      double above = value(small);
      small.parameters.values().set(i, at - step);
      all[i] = (above - value(small)) / (2 * step);
      small.parameters.values().set(i, at);
    }
    return all;
  }

  /** The hinges alone lead weights that are not stable to stable ones. */
  @Test
  void hingesBringStatesBack() {
    try (SmallNetwork small = network("cell.kind = lstm", "lambda = 0, lambda1 = 1, lambda2 = 1, infeasible = wait")) {
      small.kernels.scale(0.5, small.parameters.values(), 0, small.parameters.size());
      double before = value(small);
      for (int i = 0; i < 1000 && value(small) > 0; i++) {
        small.kernels.fill(small.parameters.gradients(), 0, small.parameters.size(), 0);
        small.penalty.addGradient(small.parameters, small.kernels);
        double[] g = small.gradient();
        double length = Math.sqrt(Arrays.stream(g).map(v -> v * v).sum());
        small.kernels.axpy(-0.02 / length, small.parameters.gradients(), 0, small.parameters.values(), 0, small.parameters.size());
      }
      assertTrue(before > 1 && value(small) == 0, before + " then " + value(small));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cell.kind = elman", "cell.kind = lstm-peephole", "cell.kind = gru", "cell.kind = lstm, layers = 2",
      "cell.kind = fast-dropout-lstm"})
  void otherNetworksAreRefused(String model) {
    String message = assertThrows(IllegalArgumentException.class, () -> network(model, "lambda = 1")).getMessage();
    assertTrue(message.contains("set model.cell.kind = lstm and model.layers = 1"), message);
  }
}
