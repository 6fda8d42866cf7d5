package dev.rondo.core.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.EpochListener;
import dev.rondo.core.Status;
import dev.rondo.core.TrialResult;
import dev.rondo.core.TrialRunner;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import dev.rondo.spec.Params;
import dev.rondo.spec.TrialConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs of perceptrons against plain loops over their connections, their gradients, and that what is missing stays so. */
class PerceptronGraphTest {
  private static final int D = SmallNetwork.D;
  private static final int H = SmallNetwork.H;
  private static final List<String> ACTIVATIONS = List.of("tanh", "logistic", "relu", "identity", "threshold");
  private static final List<String> INITIAL_STATES = List.of("zero", "learned", "normal, sigma = 0.3");
  private static final String LIST = "connections = [\"1>2\", \"2>3\", \"3>1\", \"5>5\", \" 6 > 4 \", \"x1>1\", \"x4>6\"]";

  private static String model(String cell, String rest) {
    return "model { cell { kind = perceptron-graph, " + cell + " }" + rest + " }";
  }

  /** From 0, units first and then inputs: the sources of each unit. */
  private static final int[][] UNITS = {{2}, {0}, {1}, {5}, {4}, {}};
  private static final int[][] INPUTS = {{0}, {}, {}, {}, {}, {3}};

  static Stream<Arguments> twins() {
    return Stream.of(Precision.values()).flatMap(p -> ACTIVATIONS.stream().map(f -> Arguments.of(p, f)));
  }

  @ParameterizedTest
  @MethodSource("twins")
  void statesFollowTheConnectionsOfTheList(Precision precision, String activation) {
    String model = model(LIST + ", activation = " + activation, ", initial-state.kind = learned");
    try (SmallNetwork s = new SmallNetwork(precision, Loss.BERNOULLI, false, model)) {
      double loss = s.objective();
      double[][] w = NaiveTwinTest.matrix(s, "recurrent");
      double[][] in = NaiveTwinTest.matrix(s, "input");
      double[] bias = NaiveTwinTest.matrix(s, "bias")[0];
      double[][][] x = NaiveTwinTest.rows(s.batch.inputs().values(), D);
      double[][][] states = new double[SmallNetwork.T][SmallNetwork.B][];
      for (int b = 0; b < SmallNetwork.B; b++) {
        double[] phi = NaiveTwinTest.matrix(s, "initial-state")[0];
        for (int t = 0; t < SmallNetwork.T; t++) {
          double[] next = new double[H];
          for (int j = 0; j < H; j++) {
            double a = bias[j];
            for (int l : UNITS[j]) {
              a += w[l][j] * phi[l];
            }
            for (int l : INPUTS[j]) {
              a += in[l][j] * x[t][b][l];
            }
            next[j] = value(activation, a);
          }
          phi = next;
          states[t][b] = phi;
        }
      }
      double naive = NaiveStates.loss(s, states);
      assertEquals(naive, loss, (precision == Precision.FLOAT64 ? 1e-12 : 1e-5) * naive);
    }
  }

  private static double value(String activation, double a) {
    return switch (activation) {
      case "tanh" -> Math.tanh(a);
      case "logistic" -> 1 / (1 + Math.exp(-a));
      case "relu" -> Math.max(a, 0);
      case "threshold" -> a > 0 ? 1 : 0;
      default -> a;
    };
  }

  static Stream<Arguments> combinations() {
    List<Arguments> all = new ArrayList<>();
    for (String perturbation : GradientCheckTest.perturbations()) {
      int n = all.size();
      String cell = (n % 2 == 0 ? LIST : "density = 0.4") + ", activation = " + ACTIVATIONS.get(n % 5);
      // In a stack the second layer has H inputs, of which the list names the first four.
      String rest = ", layers = " + (1 + n % 7 % 2) + ", initial-state { kind = " + INITIAL_STATES.get(n % 3) + " }";
      String penalty = GradientCheckTest.PENALTIES.get(n % GradientCheckTest.PENALTIES.size());
      all.add(Arguments.of(model(cell, rest), perturbation, penalty, Loss.values()[n / 2 % Loss.values().length], n % 3 != 0));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void gradientMatchesCentralDifferences(String model, String perturbation, String penalty, Loss loss, boolean masked) {
    try (SmallNetwork small = new SmallNetwork(Precision.FLOAT64, loss, masked, model, perturbation, penalty)) {
      small.objective();
      double[] analytic = small.gradient();
      double[] numeric = small.numericGradient();
      for (ParameterSet.View v : small.parameters.views()) {
        double error = SmallNetwork.relativeError(v, analytic, numeric);
        assertTrue(error < 1e-6, () -> v.name() + ": relative error " + error);
        for (int i = 0; v.mask() != null && i < v.size(); i++) {
          assertTrue(v.mask()[i] == 1 || analytic[v.offset() + i] == 0, v.name() + ": a slope by a missing connection");
        }
      }
    }
  }

  /** A whole trial: from the initial values to the weights that are saved. */
  @ParameterizedTest
  @ValueSource(strings = {
    "perturbation.kind = none\noptimizer { kind = adam }",
    "perturbation { kind = gaussian-noise, sigma = 0.1 }\noptimizer { kind = rmsprop, momentum = 0.9 }",
    "perturbation { kind = gaussian-noise, sigma = 0.1, sampling = pre-activation }\noptimizer { kind = nesterov }",
    "perturbation { kind = dropconnect, p = 0.3 }\npenalty.kind = weight-norm"})
  void whatIsMissingIsZero_afterTraining(String settings, @TempDir Path folder) throws Exception {
    TrialConfig config = Configs.quick(
        "train.epochs = 2", model("density = 0.3, seed = 4", ""), "init.recurrent { kind = gaussian }", settings);
    TrialResult r = new TrialRunner(null, null).runAndSave(config, EpochListener.NONE, folder);
    assertEquals(Status.OK, r.status(), () -> r.failure().message());
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("model.safetensors"))).order(ByteOrder.LITTLE_ENDIAN);
    int start = 8 + (int) bytes.getLong();
    Network network = Network.of(Params.of(config).at("model"), 88, 88, Loss.BERNOULLI);
    ParameterSet.View w =
        network.layout().views().stream().filter(v -> v.name().equals("recurrent")).findFirst().orElseThrow();
    int missing = 0;
    for (int i = 0; i < w.size(); i++) {
      float value = bytes.getFloat(start + 4 * (w.offset() + i));
      assertEquals(w.mask()[i] == 0, value == 0, "weight " + i + ": " + value);
      missing += w.mask()[i] == 0 ? 1 : 0;
    }
    assertTrue(missing > w.size() / 2 && missing < w.size() * 9 / 10, "missing: " + missing);
  }

  @Test
  void thresholdUnits_trainTheReadoutAlone() {
    String cell = "density = 0.5, activation = threshold, threshold = 0.25";
    try (SmallNetwork s = new SmallNetwork(Precision.FLOAT32, Loss.BERNOULLI, false, model(cell, ""))) {
      s.network.layers().get(0).cell().initialize(new ParameterSet.Scope(s.parameters, ""), 1);
      assertEquals(-0.25, NaiveTwinTest.matrix(s, "bias")[0][3]);
      s.objective();
      for (ParameterSet.View v : s.parameters.views()) {
        boolean learns = Arrays.stream(s.gradient(), v.offset(), v.offset() + v.size()).anyMatch(g -> g != 0);
        assertEquals(v.name().startsWith("output"), learns, v.name());
      }
    }
  }

  @Test
  void randomGraph_hasItsDensity_andItsSeedDecides() {
    ParameterSet.View one = recurrent("density = 0.2", 100);
    int present = 0;
    for (float m : one.mask()) {
      present += (int) m;
    }
    assertEquals(2000, present, 5 * Math.sqrt(10_000 * 0.2 * 0.8));
    assertArrayEquals(one.mask(), recurrent("density = 0.2", 100).mask());
    assertFalse(Arrays.equals(one.mask(), recurrent("density = 0.2, seed = 2", 100).mask()));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "1-2 | \"1-2\", which is no connection; write \"1>2\"", "x0>2 | \"x0>2\", but there are 5 inputs",
    "7>1 | \"7>1\", but there are 6 units, counted from 1; name one of them, or set another model.hidden"})
  void aListThatIsNone_isRefused(String connection, String message) {
    IllegalArgumentException e = assertThrows(
        IllegalArgumentException.class, () -> recurrent("connections = [\"1>2\", \"" + connection + "\"]", 6));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  private static ParameterSet.View recurrent(String cell, int hidden) {
    Params params = Params.of(Configs.quick(model(cell, ", hidden = " + hidden)));
    return Network.of(params.at("model"), 5, 2, Loss.SQUARED).layout().views().get(1);
  }

  @Test
  void singlePrecisionGradient_agreesWithDouble_andTheEstimateCoversTheMemory() {
    String model = model(LIST, ", layers = 2, initial-state.kind = learned");
    try (SmallNetwork wide = new SmallNetwork(Precision.FLOAT64, Loss.BERNOULLI, true, model);
        SmallNetwork small = new SmallNetwork(Precision.FLOAT32, Loss.BERNOULLI, true, model)) {
      wide.objective();
      small.objective();
      for (ParameterSet.View v : small.parameters.views()) {
        double error = SmallNetwork.relativeError(v, wide.gradient(), small.gradient());
        assertTrue(error < 1e-5, () -> v.name() + ": relative error " + error);
      }
      long batch = 8L * SmallNetwork.T * SmallNetwork.B * (D + SmallNetwork.O);
      long scratch = wide.parameters.views().stream().mapToLong(ParameterSet.View::size).max().orElseThrow() * (16 + 16);
      assertEquals(wide.memory.bytes() - batch, wide.network.bytes(SmallNetwork.CAPACITY, null, 8) - scratch);
    }
  }
}
