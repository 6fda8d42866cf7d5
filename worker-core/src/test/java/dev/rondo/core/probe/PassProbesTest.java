package dev.rondo.core.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.EpochListener;
import dev.rondo.core.Model;
import dev.rondo.core.ProbeRow;
import dev.rondo.core.TrialResult;
import dev.rondo.core.TrialRunner;
import dev.rondo.core.checkpoint.MemoryStore;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.compute.Svd;
import dev.rondo.core.data.DataException;
import dev.rondo.core.data.Sequence;
import dev.rondo.core.data.SequenceSet.Example;
import dev.rondo.core.init.Initializer;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.random.RandomStream;
import dev.rondo.core.task.Task;
import dev.rondo.spec.Params;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.strategy.Segment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Probes that send sequences through the network. */
class PassProbesTest {
  private static final int H = 3;
  private static final double STEP = 1e-5;
  private static final String ALL = "probes.kinds = [hidden-gradients, hidden-norms, jacobian, gradient-norms, spectrum]";

  private static TrialConfig config(String... settings) {
    return Configs.first(
        "task { kind = copy, length = 2, encoding = one-hot, train-size = 20, valid-size = 11, test-size = 4 }",
        "model.hidden = " + H, "train { batch = 3, epochs = 3, dtype = float64 }", "search.trials = 1",
        String.join("\n", settings));
  }

  private static TrialResult run(TrialConfig config) {
    return new TrialRunner(null, null).run(config, EpochListener.NONE);
  }

  /** An Elman network in plain loops, on one sequence. */
  private static final class Naive {
    final ParameterSet parameters;
    final double[] values;
    final boolean linear;
    /** Added to the state after step {@code nudged}, -1 for the initial one. */
    final double[] nudge = new double[H];
    int nudged = -2;
    double[][] h;
    double[] losses;

    Naive(ParameterSet parameters, boolean linear, double[] values) {
      this.parameters = parameters;
      this.linear = linear;
      this.values = values;
    }

    private double weight(String name, int i, int j) {
      View v = parameters.view(name);
      return values[v.offset() + i * v.cols() + j];
    }

    private static double[] step(Sequence s, int t) {
      float[] out = new float[s.width()];
      s.copyStep(t, out, 0);
      double[] wide = new double[out.length];
      Arrays.setAll(wide, i -> out[i]);
      return wide;
    }

    void run(Example e) {
      int T = e.inputs().steps();
      h = new double[T + 1][H];
      losses = new double[T];
      for (int t = -1; t < T; t++) {
        for (int j = 0; j < H && t >= 0; j++) {
          double[] x = step(e.inputs(), t);
          double a = weight("bias", 0, j);
          for (int i = 0; i < x.length; i++) {
            a += x[i] * weight("input", i, j);
          }
          for (int i = 0; i < H; i++) {
            a += h[t][i] * weight("recurrent", i, j);
          }
          h[t + 1][j] = linear ? a : Math.tanh(a);
        }
        for (int j = 0; j < H && t == nudged; j++) {
          h[t + 1][j] += nudge[j];
        }
        if (t >= 0) {
          losses[t] = loss(h[t + 1], step(e.targets(), t));
        }
      }
    }

    private double loss(double[] state, double[] target) {
      double mass = 0;
      double wanted = 0;
      for (int k = 0; k < target.length; k++) {
        double o = weight("output-bias", 0, k);
        for (int i = 0; i < H; i++) {
          o += state[i] * weight("output", i, k);
        }
        mass += Math.exp(o);
        wanted += target[k] * o;
      }
      return Math.log(mass) - wanted;
    }

    double difference(double[] of, int at, DoubleSupplier value) {
      double here = of[at];
      of[at] = here + STEP;
      double above = value.getAsDouble();
      of[at] = here - STEP;
      double below = value.getAsDouble();
      of[at] = here;
      return (above - below) / (2 * STEP);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "model.cell.activation = identity\nperturbation { kind = dropconnect, p = 0.4 }\nmodel.dropout { kind = units, rate = 0.5, scale = test }",
    "model.initial-state { kind = normal, sigma = 2 }",
  })
  void figuresAreThoseOfPlainLoops(String settings) throws DataException {
    TrialConfig config = config("model.cell.kind = elman", ALL, settings);
    Task task = Task.of(Params.of(config).at("task"), null);
    Model model = Model.of(config, task);
    try (Memory memory = new Memory(Precision.FLOAT64)) {
      ParameterSet parameters = model.network().layout().build(memory);
      RandomStream random = new RandomStream(5, "probes");
      double[] start = new double[parameters.size()];
      boolean linear = settings.contains("identity");
      Arrays.setAll(start, i -> (linear ? 1 : 0.6) * random.nextNormal());
      parameters.values().put(0, start);
      long before = memory.bytes();
      Probes probes = new Probes(Params.of(config).at("probes"));
      probes.bind(model, parameters, Precision.FLOAT64.kernels(), memory);
      assertTrue(memory.bytes() - before <= probes.bytes(model), "no more memory than the plan says");
      assertTrue(memory.bytes() - before > probes.bytes(model) * 3 / 4, "nor much less");
      probes.after(0);
      probes.after(1);
      assertEquals(parameters.size(), Arrays.stream(parameters.gradients().toArray(0, start.length)).filter(g -> g == 0).count());

      double[] scaled = start.clone();
      for (View v : parameters.views()) {
        for (int i = v.offset(); i < v.offset() + v.size(); i++) {
          scaled[i] *= model.evaluationScale(v);
        }
      }
      List<ProbeRow> rows = probes.rows();
      assertEquals(rows.size() / 2, rows.stream().filter(row -> row.epoch() == 1).count());
      Map<String, Double> spectrum = of(rows, "spectrum");
      double squares = 0;
      for (int i = 0; i < H * H; i++) {
        squares += Math.pow(start[parameters.view("recurrent").offset() + i], 2);
      }
      assertEquals(squares / H, Math.pow(spectrum.get("recurrent.mean"), 2) + Math.pow(spectrum.get("recurrent.std"), 2), 1e-12);
      checkSteps(rows, task, new Naive(parameters, linear, scaled));
      checkJacobian(rows, task, new Naive(parameters, linear, scaled));
      checkGradients(rows, task, new Naive(parameters, linear, scaled));
    }
  }

  private static Map<String, Double> of(List<ProbeRow> rows, String probe) {
    Map<String, Double> values = new TreeMap<>();
    rows.stream().filter(row -> row.epoch() == 0 && row.probe().equals(probe)).forEach(row -> values.put(row.key(), row.value()));
    return values;
  }

  private static void checkSteps(List<ProbeRow> rows, Task task, Naive naive) {
    int T = 22;
    double[] squares = new double[T];
    double[] norms = new double[T];
    for (Example e : task.valid().examples().subList(0, 3)) {
      for (int t = 0; t < T; t++) {
        naive.nudged = t;
        for (int i = 0; i < H; i++) {
          double slope = naive.difference(naive.nudge, i, () -> {
            naive.run(e);
            return naive.losses[T - 1];
          });
          squares[t] += slope * slope;
        }
        naive.run(e);
        norms[t] += Math.sqrt(Arrays.stream(naive.h[t + 1]).map(v -> v * v).sum()) / 3;
      }
    }
    Map<String, Double> gradients = of(rows, "hidden-gradients");
    assertEquals(T, gradients.size());
    assertEquals(1, gradients.values().stream().mapToDouble(v -> v).sum(), 1e-12);
    double sum = Arrays.stream(squares).sum();
    for (int t = 0; t < T; t++) {
      String key = "step.00" + (t < 9 ? "0" : "") + (t + 1);
      assertEquals(squares[t] / sum, gradients.get(key), 1e-8, key);
      assertEquals(norms[t], of(rows, "hidden-norms").get(key), 1e-12, key);
    }
  }

  private static void checkJacobian(List<ProbeRow> rows, Task task, Naive naive) {
    double mean = 0;
    naive.nudged = -1;
    for (Example e : task.valid().examples().subList(0, 8)) {
      double squares = 0;
      for (int i = 0; i < H; i++) {
        for (int j = 0; j < H; j++) {
          int unit = j;
          double slope = naive.difference(naive.nudge, i, () -> {
            naive.run(e);
            return naive.h[22][unit];
          });
          squares += slope * slope;
        }
      }
      mean += Math.sqrt(squares) / 8;
    }
    assertTrue(mean > 1e-5, "not vanished: " + mean);
    assertEquals(mean, of(rows, "jacobian").get("state"), 1e-8);
  }

  private static void checkGradients(List<ProbeRow> rows, Task task, Naive naive) {
    for (View v : naive.parameters.views()) {
      double squares = 0;
      for (int i = v.offset(); i < v.offset() + v.size(); i++) {
        double slope = naive.difference(naive.values, i, () -> {
          double sum = 0;
          for (Example e : task.valid().examples().subList(0, 3)) {
            naive.run(e);
            sum += Arrays.stream(naive.losses).sum();
          }
          return sum / (3 * 22);
        });
        squares += slope * slope;
      }
      assertEquals(Math.sqrt(squares), of(rows, "gradient-norms").get(v.name()), 1e-8, v.name());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "model.cell { kind = factorised-elman, margin = 0.1 }\nmodel.initial-state.kind = learned",
    "train.dtype = float32\nmodel { cell { kind = elman, activation = relu }, layers = 2, dropout { kind = units, rate = 0.2 } }\n"
        + "perturbation { kind = gaussian-noise, sigma = 0.1 }\nmodel.initial-state { kind = normal, sigma = 1, evaluation = draw }",
  })
  void lookingChangesNothing_andGoingOnGivesTheSameRows(String settings) {
    TrialResult seen = run(config(ALL, settings));
    TrialResult unseen = run(config(settings));
    assertEquals(unseen.validLoss(), seen.validLoss());
    assertEquals(unseen.testLoss(), seen.testLoss());
    for (int i = 0; i < 3; i++) {
      assertEquals(unseen.epochs().get(i).trainLoss(), seen.epochs().get(i).trainLoss());
      assertEquals(unseen.epochs().get(i).gradientNorm(), seen.epochs().get(i).gradientNorm());
    }
    MemoryStore store = new MemoryStore(Integer.MAX_VALUE);
    new TrialRunner(null, null).run(config(ALL, settings), 2, store, EpochListener.NONE);
    TrialResult second = new TrialRunner(null, null).run(config(ALL, settings), Segment.TO_THE_END, store, EpochListener.NONE);
    assertEquals(2, second.resumedFromEpoch());
    assertEquals(seen.probes(), second.probes());
    assertEquals(4, seen.probes().stream().filter(row -> row.probe().equals("jacobian") && row.key().equals("state")).count());
  }

  /** With U and V' orthogonal the composed weight has the singular values that the spectrum says. */
  @Test
  void spectrumOfFactors() {
    TrialConfig config = config(ALL, "model.cell.kind = factorised-elman-free\ninit.recurrent { kind = glorot-normal }");
    List<ProbeRow> rows = run(config).probes();
    Map<String, Double> factorised = of(rows, "spectrum");
    assertEquals(16, factorised.size());
    double[] drawn = Initializer.Kind.of(Params.of(config).at("init.recurrent"))
        .fill(H, H, new RandomStream(config.seed(), "init.recurrent-left"));
    double[] values = Svd.of(drawn, H, H).values();
    assertEquals(Arrays.stream(values).average().orElseThrow(), factorised.get("recurrent.mean"), 1e-12);
    assertEquals(values[0], factorised.get("recurrent.max"), 1e-12);
    assertEquals(values[H - 1], factorised.get("recurrent.min"), 1e-12);
    for (String figure : List.of("mean", "std", "min", "max")) {
      assertEquals(factorised.get("spectrum." + figure), factorised.get("recurrent." + figure), 1e-12);
      assertEquals(figure.equals("std") ? 0 : 1, factorised.get("recurrent-left." + figure), 1e-12);
      assertEquals(figure.equals("std") ? 0 : 1, factorised.get("recurrent-right." + figure), 1e-12);
    }
  }

  /** Training by RMSprop leads the factors away from orthogonal, and the weight's singular values away from the spectrum. */
  @Test
  void spectrumOfFactorsThatAreNotOrthogonal() {
    Map<String, Double> last = new TreeMap<>();
    run(config(ALL, "model.cell { kind = factorised-elman, margin = 0.1 }\noptimizer.step-rate = 0.01")).probes().stream()
        .filter(row -> row.epoch() == 3 && row.probe().equals("spectrum")).forEach(row -> last.put(row.key(), row.value()));
    assertTrue(last.get("recurrent-left.std") > 0.001, last.toString());
    assertNotEquals(last.get("spectrum.max"), last.get("recurrent.max"), 1e-6);
    assertTrue(last.get("recurrent.max")
        <= last.get("recurrent-left.max") * last.get("spectrum.max") * last.get("recurrent-right.max"), last.toString());
    assertTrue(last.get("recurrent.min")
        >= last.get("recurrent-left.min") * last.get("spectrum.min") * last.get("recurrent-right.min"), last.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.3", "1"})
  void spectrumKeepsToItsMargin(String margin) {
    String cell = "model.cell { kind = factorised-elman, margin = " + margin + " }\noptimizer { kind = sgd, step-rate = 1 }";
    List<ProbeRow> rows = run(config(ALL, cell)).probes();
    assertEquals(1, of(rows, "spectrum").get("spectrum.mean"), 1e-12);
    assertEquals(0, of(rows, "spectrum").get("spectrum.std"), 1e-12);
    ProbeRow most = rows.stream().filter(r -> r.epoch() == 3 && r.key().equals("spectrum.max")).findFirst().orElseThrow();
    ProbeRow least = rows.stream().filter(r -> r.epoch() == 3 && r.key().equals("spectrum.min")).findFirst().orElseThrow();
    assertTrue(most.value() <= 1 + Double.parseDouble(margin) && most.value() > least.value());
    assertTrue(least.value() >= Math.max(0, 1 - Double.parseDouble(margin)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"hidden-gradients", "jacobian"})
  void whatHasNoSlopesIsRefused(String probe) {
    String kinds = "probes.kinds = [" + probe + "]";
    TrialRunner runner = new TrialRunner(null, null);
    String lstm = assertThrows(
        IllegalArgumentException.class, () -> runner.check(config(kinds, "model.cell.kind = lstm"))).getMessage();
    assertTrue(lstm.startsWith("probes.kinds has " + probe + " with model.cell.kind = lstm: "), lstm);
    String closed = assertThrows(IllegalArgumentException.class, () -> runner.check(Configs.first(
        kinds, "task.kind = sine", "model.cell.kind = echo-state", "optimizer.kind = ridge", "search.trials = 1"))).getMessage();
    assertTrue(closed.startsWith("probes.kinds has " + probe + " with optimizer.kind = ridge: "), closed);
  }

  /** One linear unit: o_t = 3 h_t, h_t = x_t / 2 + r h_{t-1}. */
  private static TrialResult linear(double r, String... settings) {
    return run(Configs.first(
        "task { kind = sine, length = 400, washout = 20, train-size = 5, valid-size = 30, test-size = 1 }", "search.trials = 1",
        "model { cell.activation = identity, hidden = 1 }", "init { input { kind = identity, scale = 0.5 }, output { kind = identity,"
            + " scale = 3 }, recurrent { kind = identity, scale = " + r + " } }",
        "train { batch = 20, epochs = 1, dtype = float64 }", "optimizer { kind = sgd, step-rate = 0 }",
        String.join("\n", settings)));
  }

  private static double sensitivity(TrialResult r) {
    return r.probes().stream().filter(p -> p.probe().equals("input-sensitivity") && p.key().equals("outputs") && p.epoch() == 1)
        .findFirst().orElseThrow().value();
  }

  @Test
  void noiseOnInputsMovesOutputs() {
    String probe = "probes.kinds = [input-sensitivity]";
    assertEquals(2.25, sensitivity(linear(0, probe)), 1e-9);
    // Noise of 380 steps of 20 sequences: its sums vary by 2 or 3 percent.
    assertEquals(2.25 / (1 - 0.25), sensitivity(linear(0.5, probe)), 0.2);
    assertEquals(linear(0.5).validLoss(), linear(0.5, probe).validLoss(), "the inputs are as before");
    assertEquals(linear(0.5, "probes.kinds = [gradient-norms, hidden-norms]").probes(),
        linear(0.5, "probes.kinds = [gradient-norms, hidden-norms, input-sensitivity]").probes().stream()
            .filter(p -> !p.probe().equals("input-sensitivity")).toList());
  }
}
