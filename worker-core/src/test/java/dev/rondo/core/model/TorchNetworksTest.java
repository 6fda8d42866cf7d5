package dev.rondo.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.model.ParameterSet.View;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Simple networks, LSTM and GRU of one and two layers against PyTorch: loss, outputs and all gradients. What PyTorch computed
 * lies in torch-networks.txt, made by torch_networks.py beside it.
 */
class TorchNetworksTest {
  private static final Map<String, String> CELLS = Map.of(
      "rnn-tanh", "kind = elman, activation = tanh", "rnn-relu", "kind = elman, activation = relu",
      "lstm", "kind = lstm", "gru", "kind = gru, form = pytorch");

  /** A network of PyTorch: its matrices by name. */
  record Case(String cell, int layers, Map<String, double[][]> matrices) {
    double[][] matrix(String name) {
      return matrices.get(name);
    }

    @Override
    public String toString() {
      return cell + " " + layers;
    }
  }

  static List<Case> cases() throws IOException {
    List<Case> all = new ArrayList<>();
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(
        TorchNetworksTest.class.getResourceAsStream("torch-networks.txt"), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ");
        if (words[0].equals("case")) {
          all.add(new Case(words[1], Integer.parseInt(words[2]), new LinkedHashMap<>()));
        } else {
          double[][] matrix = new double[Integer.parseInt(words[1])][Integer.parseInt(words[2])];
          for (int i = 0; i < words.length - 3; i++) {
            matrix[i / matrix[0].length][i % matrix[0].length] = Double.parseDouble(words[3 + i]);
          }
          all.get(all.size() - 1).matrices.put(words[0], matrix);
        }
      }
    }
    return all;
  }

  static Stream<Arguments> combinations() throws IOException {
    List<Case> cases = cases();
    assertEquals(2 * CELLS.size(), cases.size());
    return Arrays.stream(Precision.values()).flatMap(p -> cases.stream().map(c -> Arguments.of(p, c)));
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void engineEqualsTorch(Precision precision, Case torch) {
    String model =
        "model { cell { " + CELLS.get(torch.cell) + " }, layers = " + torch.layers + ", initial-state.kind = learned }";
    double tolerance = precision == Precision.FLOAT64 ? 1e-10 : 1e-5;
    try (SmallNetwork small = new SmallNetwork(precision, Loss.BERNOULLI, false, model)) {
      small.batch.inputs().values().put(0, torch.matrix("inputs")[0]);
      small.batch.targets().put(0, torch.matrix("targets")[0]);
      double[] values = ours(torch, small.parameters, false);
      small.parameters.values().put(0, values);
      double expected = torch.matrix("loss")[0][0];
      small.bptt.evaluate(small.batch);
      double[] outputs = torch.matrix("outputs")[0];
      View all = new View("outputs", ParameterSet.Group.OTHER, 0, 1, outputs.length, 1, true, null);
      close(all, outputs, small.bptt.tape().outputs().toArray(0, outputs.length), tolerance);
      assertEquals(expected, small.objective(), tolerance * expected);
      double[] gradient = ours(torch, small.parameters, true);
      for (View v : small.parameters.views()) {
        close(v, gradient, small.gradient(), tolerance);
      }
    }
  }

  private static void close(View v, double[] expected, double[] found, double tolerance) {
    double error = SmallNetwork.relativeError(v, expected, found);
    assertTrue(error < tolerance, () -> v.name() + ": relative error " + error);
  }

  /** PyTorch's parameters, or gradients, as our flat vector. */
  private static double[] ours(Case torch, ParameterSet parameters, boolean gradients) {
    String d = gradients ? "d_" : "";
    double[] flat = new double[parameters.size()];
    for (int i = 0; i < torch.layers; i++) {
      String layer = i == 0 ? "" : "layer" + (i + 1) + ".";
      putTransposed(torch.matrix(d + "weight_ih_l" + i), flat, parameters.view(layer + "input"));
      putTransposed(torch.matrix(d + "weight_hh_l" + i), flat, parameters.view(layer + "recurrent"));
      put(torch.matrix(d + "h_0")[i], flat, parameters.view(layer + "initial-state"));
      double[] first = torch.matrix(d + "bias_ih_l" + i)[0].clone();
      double[] second = torch.matrix(d + "bias_hh_l" + i)[0];
      // PyTorch has two biases where one will do; only the third of a GRU's second stands apart. The gradients of both are those
      // of their sum.
      int shared = torch.cell.equals("gru") ? 2 * SmallNetwork.H : first.length;
      for (int j = 0; j < shared && !gradients; j++) {
        first[j] += second[j];
      }
      put(first, flat, parameters.view(layer + "bias"));
      if (shared < first.length) {
        put(Arrays.copyOfRange(second, shared, first.length), flat, parameters.view(layer + "candidate-bias"));
      }
    }
    putTransposed(torch.matrix(d + "readout_weight"), flat, parameters.view("output"));
    put(torch.matrix(d + "readout_bias")[0], flat, parameters.view("output-bias"));
    return flat;
  }

  private static void put(double[] values, double[] flat, View v) {
    assertEquals(v.size(), values.length, v.name());
    System.arraycopy(values, 0, flat, v.offset(), values.length);
  }

  /** PyTorch multiplies columns, we multiply rows. */
  private static void putTransposed(double[][] matrix, double[] flat, View v) {
    assertEquals(v.rows(), matrix[0].length, v.name());
    assertEquals(v.cols(), matrix.length, v.name());
    for (int i = 0; i < v.size(); i++) {
      flat[v.offset() + i] = matrix[i % v.cols()][i / v.cols()];
    }
  }
}
