package dev.rondo.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.perturb.Perturbation;
import dev.rondo.core.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine against plain loops: loss and every gradient, in both precisions, for every reading of noise on weights. */
class NaiveTwinTest {

  static Stream<Arguments> combinations() {
    List<Arguments> all = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      all.add(Arguments.of(precision, "perturbation.kind = none"));
      for (String pass : List.of("train-graph", "backward-only", "straight-through", "forward-only")) {
        for (String refresh : List.of("step", "sequence")) {
          String how = ", pass = " + pass + ", refresh = " + refresh + " }";
          all.add(Arguments.of(precision, "perturbation { kind = gaussian-noise, sigma = 0.3, form = additive" + how));
          all.add(Arguments.of(precision, "perturbation { kind = gaussian-noise, sigma = 0.3, form = multiplicative" + how));
          all.add(Arguments.of(precision, "perturbation { kind = dropconnect, p = 0.4" + how));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void engineEqualsPlainLoops(Precision precision, String perturbation) {
    try (SmallNetwork small = new SmallNetwork(precision, Loss.BERNOULLI, true, perturbation)) {
      double loss = small.objective();
      NaiveElman naive = naive(small);
      double tolerance = precision == Precision.FLOAT64 ? 1e-12 : 1e-5;
      assertEquals(naive.loss, loss, tolerance * Math.abs(naive.loss));
      close(small, "input", naive.inputGradient, tolerance);
      close(small, "recurrent", naive.recurrentGradient, tolerance);
      close(small, "output", naive.outputGradient, tolerance);
      close(small, "bias", new double[][] {naive.biasGradient}, tolerance);
      close(small, "output-bias", new double[][] {naive.outputBiasGradient}, tolerance);
    }
  }

  private static void close(SmallNetwork small, String name, double[][] expected, double tolerance) {
    View v = small.parameters.view(name);
    double[] all = new double[small.parameters.size()];
    for (int i = 0; i < v.size(); i++) {
      all[v.offset() + i] = expected[i / v.cols()][i % v.cols()];
    }
    double error = SmallNetwork.relativeError(v, all, small.gradient());
    assertTrue(error < tolerance, () -> name + ": relative error " + error);
  }

  private static NaiveElman naive(SmallNetwork s) {
    double[][] recurrent = matrix(s, "recurrent");
    double[][][] clean = new double[SmallNetwork.T][][];
    double[][][] perturbed = new double[SmallNetwork.T][][];
    double[][][] factors = new double[SmallNetwork.T][][];
    double[][] ones = new double[SmallNetwork.H][SmallNetwork.H];
    for (double[] row : ones) {
      java.util.Arrays.fill(row, 1);
    }
    draw(s, recurrent, clean, perturbed, factors);
    Perturbation.Pass pass = s.perturbation == null ? Perturbation.Pass.TRAIN_GRAPH : s.perturbation.pass();
    boolean differentiated = pass == Perturbation.Pass.TRAIN_GRAPH && s.perturbation != null && s.perturbation.multiplicative();
    for (int t = 0; t < SmallNetwork.T && !differentiated; t++) {
      factors[t] = ones;
    }
    return new NaiveElman(
        new NaiveElman.Weights(
            matrix(s, "input"), matrix(s, "bias")[0], matrix(s, "output"), matrix(s, "output-bias")[0],
            pass == Perturbation.Pass.BACKWARD_ONLY ? clean : perturbed,
            pass == Perturbation.Pass.FORWARD_ONLY ? clean : perturbed, factors),
        rows(s.batch.inputs().values(), SmallNetwork.D), rows(s.batch.targets(), SmallNetwork.O), counts(s.batch));
  }

  private static void draw(
      SmallNetwork s, double[][] w, double[][][] clean, double[][][] perturbed, double[][][] factors) {
    int n = SmallNetwork.H * SmallNetwork.H;
    float[] draws = new float[n];
    RandomStream stream =
        new RandomStream(s.config.seed(), "weight-noise.recurrent").at(SmallNetwork.EPOCH, SmallNetwork.NUMBER);
    for (int t = 0; t < SmallNetwork.T; t++) {
      clean[t] = w;
      perturbed[t] = w;
      if (s.perturbation != null && (t == 0 || s.perturbation.refresh() == Perturbation.Refresh.STEP)) {
        s.perturbation.draw(stream, draws, 0, n);
      }
      if (s.perturbation != null) {
        perturbed[t] = new double[SmallNetwork.H][SmallNetwork.H];
        factors[t] = new double[SmallNetwork.H][SmallNetwork.H];
        for (int i = 0; i < n; i++) {
          double draw = draws[i];
          int r = i / SmallNetwork.H;
          int c = i % SmallNetwork.H;
          perturbed[t][r][c] = s.perturbation.multiplicative() ? w[r][c] * draw : w[r][c] + draw;
          factors[t][r][c] = draw;
        }
      }
    }
  }

  static double[][] matrix(SmallNetwork s, String name) {
    View v = s.parameters.view(name);
    double[][] m = new double[v.rows()][];
    for (int r = 0; r < v.rows(); r++) {
      m[r] = s.parameters.values().toArray(v.offset() + r * v.cols(), v.cols());
    }
    return m;
  }

  static double[][][] rows(Tensor t, int width) {
    double[][][] all = new double[SmallNetwork.T][SmallNetwork.B][];
    for (int i = 0; i < SmallNetwork.T * SmallNetwork.B; i++) {
      all[i / SmallNetwork.B][i % SmallNetwork.B] = t.toArray(i * width, width);
    }
    return all;
  }

  static boolean[][] counts(Batch batch) {
    boolean[][] all = new boolean[SmallNetwork.T][SmallNetwork.B];
    for (int i = 0; i < SmallNetwork.T * SmallNetwork.B; i++) {
      all[i / SmallNetwork.B][i % SmallNetwork.B] = batch.weights() == null || batch.weights()[i] != 0f;
    }
    return all;
  }
}
