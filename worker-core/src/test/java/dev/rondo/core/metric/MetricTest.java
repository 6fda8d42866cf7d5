package dev.rondo.core.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.metric.Metric.Kind;
import org.junit.jupiter.api.Test;

class MetricTest {
  /** The figure over rows of outputs and targets, which stand behind two other numbers. */
  private static double value(Kind kind, Loss loss, double[][] outputs, double[][] targets) {
    Metric metric = kind.create(loss);
    for (int i = 0; i < outputs.length; i++) {
      int O = outputs[i].length;
      double[] o = new double[O + 2];
      double[] x = new double[O + 1];
      System.arraycopy(outputs[i], 0, o, 2, O);
      System.arraycopy(targets[i], 0, x, 1, O);
      metric.add(o, 2, x, 1, O);
      for (int j = 0; j < O; j++) {
        assertEquals(outputs[i][j], o[2 + j], "left alone");
      }
    }
    return metric.value();
  }

  private static double[][] column(double... values) {
    double[][] rows = new double[values.length][1];
    for (int i = 0; i < values.length; i++) {
      rows[i][0] = values[i];
    }
    return rows;
  }

  @Test
  void success() {
    assertEquals(
        0.5, value(Kind.SUCCESS, Loss.SQUARED, column(1.039, 1.041, 0.961, 0.959), column(1, 1, 1, 1)));
    assertEquals(0.75, value(Kind.SUCCESS, Loss.BERNOULLI, column(0.1, -0.1, 3, 0.1), column(1, 0, 1, 0)));
    assertEquals(
        0.5,
        value(Kind.SUCCESS, Loss.SOFTMAX, new double[][] {{0, 5, 1}, {9, 5, 1}}, new double[][] {{0, 1, 0}, {0, 0, 1}}));
  }

  @Test
  void symbolAccuracy_leavesBlanksOut() {
    assertEquals(
        0.5,
        value(
            Kind.SYMBOL_ACCURACY, Loss.SOFTMAX, new double[][] {{0, 1, 0}, {0, 1, 0}, {0, 1, 0}},
            new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}));
  }

  @Test
  void bits_areTheLossOverLnTwo() {
    assertEquals(1, value(Kind.BITS, Loss.BERNOULLI, column(0, 0), column(0, 1)), 1e-12);
    assertEquals(
        2, value(Kind.BITS, Loss.SOFTMAX, new double[][] {{7, 7, 7, 7}}, new double[][] {{0, 0, 1, 0}}), 1e-12);
    assertEquals(Double.NaN, value(Kind.BITS, Loss.SQUARED, column(0), column(1)));
  }

  @Test
  void normalisedError_isOneForTheMean() {
    assertEquals(
        1, value(Kind.NORMALISED_ROOT_MEAN_SQUARED_ERROR, Loss.SQUARED, column(2, 2, 2), column(1, 2, 3)), 1e-12);
    // Errors 1 and 1, deviations 4 and 4; each output has a mean of its own.
    assertEquals(
        0.5,
        value(
            Kind.NORMALISED_ROOT_MEAN_SQUARED_ERROR, Loss.SQUARED, new double[][] {{1, 100}, {5, 100}},
            new double[][] {{0, 100}, {4, 100}}),
        1e-12);
    assertEquals(
        Double.NaN, value(Kind.NORMALISED_ROOT_MEAN_SQUARED_ERROR, Loss.SQUARED, column(2, 2), column(1, 1)));
  }

  @Test
  void areaUnderTheCurve_countsPairsAndHalvesTies() {
    // Of the pairs (1: 0.9, 0.4, 0.4) x (0: 0.4, 0.1): 0.9 beats both, each 0.4 beats one and ties with one.
    assertEquals(
        5 / 6.0,
        value(Kind.AREA_UNDER_THE_CURVE, Loss.BERNOULLI, column(0.9, 0.4, 0.4, 0.4, 0.1), column(1, 1, 0, 1, 0)), 1e-12);
    assertEquals(
        0.5,
        value(
            Kind.AREA_UNDER_THE_CURVE, Loss.SOFTMAX, new double[][] {{5, 4}, {0, 1}, {0, 2}},
            new double[][] {{0, 1}, {1, 0}, {0, 1}}),
        1e-12);
    assertEquals(Double.NaN, value(Kind.AREA_UNDER_THE_CURVE, Loss.BERNOULLI, column(1, 2), column(1, 1)));
  }

  /** Softmax scores of class 1 against those of two others, computed as probabilities. */
  @Test
  void areaUnderTheCurve_ranksBySoftmaxProbability() {
    // Probabilities of class 1: e^2/(e^2+1+1) = 0.79; e^3/(e^3+e^3+1) = 0.49.
    double[][] outputs = {{0, 2, 0}, {3, 3, 0}};
    assertEquals(1, value(Kind.AREA_UNDER_THE_CURVE, Loss.SOFTMAX, outputs, new double[][] {{0, 1, 0}, {0, 0, 1}}));
  }
}
