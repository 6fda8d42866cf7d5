package dev.rondo.core.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.data.DataException;
import dev.rondo.core.data.Sequence;
import dev.rondo.core.data.SequenceSet.Example;
import dev.rondo.spec.Params;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every task whose data is drawn, against its definition told a second time. */
class GeneratedTaskTest {
  private static final int TEST = 10_000;

  private static Task task(String kind, String... settings) throws DataException {
    String all = "task { kind = " + kind + ", train-size = 20, valid-size = 10, test-size = 30, " + String.join(", ", settings)
        + " }";
    return Task.of(Params.of(Configs.first(all)).at("task"), null);
  }

  private static String numbers(Split split) {
    return split.examples().stream()
        .map(e -> Arrays.deepToString(steps(e.inputs())) + (e.targets() == null ? "" : Arrays.deepToString(steps(e.targets()))))
        .collect(Collectors.joining("\n"));
  }

  private static float[][] steps(Sequence s) {
    float[][] steps = new float[s.steps()][s.width()];
    for (int t = 0; t < steps.length; t++) {
      s.copyStep(t, steps[t], 0);
    }
    return steps;
  }

  /** Steps whose number at an index is 1. */
  private static int[] ones(float[][] steps, int index) {
    return IntStream.range(0, steps.length).filter(t -> steps[t][index] == 1).toArray();
  }

  private static int one(float[] step) {
    int[] ones = IntStream.range(0, step.length).filter(i -> step[i] == 1).toArray();
    assertEquals(1, ones.length, Arrays.toString(step));
    return ones[0];
  }

  private static void assertWithin(int from, int to, int value) {
    assertTrue(from <= value && value <= to, value + " is not in " + from + " .. " + to);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "addition", "multiplication", "xor", "temporal-order", "temporal-order-3", "adding", "adding-classes", "copy", "sine",
    "mackey-glass"})
  void dataFollowsFromSettingsAndEpochAlone(String kind) throws DataException {
    Task task = task(kind, "length = 60");
    assertEquals(kind + "-60", task.data().name());
    assertEquals(
        List.of(20, 10, 30),
        List.of(task.train().examples().size(), task.valid().examples().size(), task.test().examples().size()));
    Task again = task(kind, "length = 60");
    assertSame(task.data(), again.data(), "shared");
    assertSame(task.train(), task.train(1));
    assertEquals(numbers(task.train(3)), numbers(again.train(3)));
    assertNotEquals(numbers(task.train()), numbers(task.train(2)));
    assertNotEquals(numbers(task.train(2)), numbers(task.train(3)));
    assertEquals(task.train().padTo(), task.train(2).padTo());
    assertEquals(task.train().rows(), task.train(2).rows(), "as large a batch in every epoch");

    Task other = task(kind, "length = 60", "seed = 2");
    assertNotEquals(task.data().hash(), other.data().hash());
    assertNotEquals(numbers(task.test()), numbers(other.test()));
    Task larger = task(kind, "length = 60", "train-size = 21");
    assertNotEquals(task.data().hash(), larger.data().hash());
    assertEquals(numbers(task.test()), numbers(larger.test()));
    assertTrue(numbers(larger.train(2)).startsWith(numbers(task.train(2))));
    assertEquals(64, task.data().hash().length());
  }

  @ParameterizedTest
  @CsvSource({"addition, -1", "multiplication, 0", "xor, 0"})
  void markedPairs(String kind, float lowest) throws DataException {
    Task task = task(kind, "length = 55", "test-size = " + TEST);
    int shortest = Integer.MAX_VALUE;
    int longest = 0;
    for (Example e : task.test().examples()) {
      float[][] steps = steps(e.inputs());
      int L = steps.length;
      shortest = Math.min(shortest, L);
      longest = Math.max(longest, L);
      int[] marked = ones(steps, 1);
      assertEquals(2, marked.length);
      assertWithin(0, L / 10 - 1, marked[0]);
      assertWithin(4 * L / 10, 5 * L / 10, marked[1]);
      float a = steps[marked[0]][0];
      float b = steps[marked[1]][0];
      double wanted = switch (kind) {
        case "addition" -> (a + b) / 2;
        case "multiplication" -> a * b;
        default -> (a + b) % 2;
      };
      assertEquals(wanted, steps(e.targets())[0][0], 1e-6);
      for (float[] step : steps) {
        assertTrue(step[0] >= lowest && step[0] <= 1 && (step[1] == 0 || step[1] == 1));
      }
    }
    assertEquals(List.of(55, 60), List.of(shortest, longest));
  }

  @ParameterizedTest
  @CsvSource({"sum, 1", "half-sum, 0.5"})
  void adding(String target, double scale) throws DataException {
    for (Example e : task("adding", "length = 31", "target = " + target).test().examples()) {
      float[][] steps = steps(e.inputs());
      int[] marked = ones(steps, 1);
      assertEquals(31, steps.length);
      assertWithin(0, 14, marked[0]);
      assertWithin(15, 30, marked[1]);
      assertEquals(scale * (steps[marked[0]][0] + steps[marked[1]][0]), steps(e.targets())[0][0], 1e-6);
    }
  }

  @Test
  void addingClasses() throws DataException {
    int together = 0;
    for (Example e : task("adding-classes", "length = 4", "test-size = 200").test().examples()) {
      float[][] steps = steps(e.inputs());
      int[] marked = ones(steps, 1);
      assertEquals(2, marked.length);
      together += marked[1] < 2 ? 1 : 0;
      assertEquals(steps[marked[0]][0] + steps[marked[1]][0], one(steps(e.targets())[0]));
    }
    assertWithin(20, 46, together); // 33 are expected, with a deviation of 5
  }

  @ParameterizedTest
  @CsvSource({"temporal-order, intervals, 1 4", "temporal-order-3, intervals, 1 3 6", "temporal-order, anywhere, ''"})
  void temporalOrder(String kind, String positions, String tenths) throws DataException {
    int earliest = Integer.MAX_VALUE;
    int latest = 0;
    for (Example e : task(kind, "length = 40", "test-size = 500", "positions = " + positions).test().examples()) {
      float[][] steps = steps(e.inputs());
      int L = steps.length;
      assertWithin(40, 44, L);
      int[] special = IntStream.range(0, L).filter(t -> one(steps[t]) >= 4).toArray();
      String order = Arrays.stream(special).mapToObj(t -> one(steps[t]) == 4 ? "0" : "1").collect(Collectors.joining());
      assertEquals(kind.endsWith("3") ? 3 : 2, order.length());
      assertEquals(Integer.parseInt(order, 2), one(steps(e.targets())[0]));
      String[] tenth = tenths.isEmpty() ? new String[0] : tenths.split(" ");
      for (int i = 0; i < tenth.length; i++) {
        int k = Integer.parseInt(tenth[i]);
        assertWithin(k * L / 10, (k + 1) * L / 10, special[i]);
      }
      earliest = Math.min(earliest, special[0]);
      latest = Math.max(latest, special[special.length - 1]);
    }
    if (tenths.isEmpty()) {
      assertTrue(earliest == 0 && latest >= 40, earliest + " .. " + latest);
    }
  }

  @Test
  void copy() throws DataException {
    Task scalar = task("copy", "length = 7");
    Task oneHot = task("copy", "length = 7", "encoding = one-hot");
    for (int i = 0; i < 30; i++) {
      float[][] in = steps(scalar.test().examples().get(i).inputs());
      float[][] hot = steps(oneHot.test().examples().get(i).inputs());
      float[][] out = steps(scalar.test().examples().get(i).targets());
      assertEquals(List.of(27, 27, 27), List.of(in.length, hot.length, out.length));
      for (int t = 0; t < 27; t++) {
        if (t < 10) {
          assertWithin(1, 8, (int) in[t][0]);
        } else {
          assertEquals(t == 16 ? -1 : 0, in[t][0]);
        }
        assertEquals(t == 16 ? 9 : (int) in[t][0], one(hot[t]));
        assertEquals(t < 17 ? 0 : (int) in[t - 17][0], one(out[t]));
      }
    }
  }

  @Test
  void sine_isAWaveOfThatPeriod() throws DataException {
    for (Example e : task("sine", "shortest-period = 8", "longest-period = 8").test().examples()) {
      float[][] x = steps(e.inputs());
      for (int t = 0; t + 8 < x.length; t++) {
        assertEquals(x[t][0], x[t + 8][0], 1e-6);
        assertEquals(x[t][0], -x[t + 4][0], 1e-6);
        assertEquals(1, Math.pow(x[t][0], 2) + Math.pow(x[t + 2][0], 2), 1e-6, "amplitude");
      }
    }
  }

  /** The expected loss of the best constant is that on a large test split, but for chance. */
  @ParameterizedTest
  @ValueSource(strings = {
    "addition", "multiplication", "xor", "temporal-order", "temporal-order-3", "adding", "adding, target = half-sum",
    "adding-classes"})
  void trivialLoss_isThatOfTheBestConstant(String kind) throws DataException {
    Task task = task(kind, "length = 20", "test-size = " + TEST);
    List<float[]> targets = new ArrayList<>();
    task.test().examples().forEach(e -> targets.add(steps(e.targets())[0]));
    double[] mean = new double[task.data().outputs()];
    double squares = 0;
    for (float[] target : targets) {
      for (int j = 0; j < mean.length; j++) {
        mean[j] += target[j] / (double) TEST;
        squares += target[j] * target[j] / TEST;
      }
    }
    double best = switch (task.loss()) {
      case SQUARED -> squares - mean[0] * mean[0];
      case BERNOULLI -> -mean[0] * Math.log(mean[0]) - (1 - mean[0]) * Math.log(1 - mean[0]);
      case SOFTMAX -> -Arrays.stream(mean).map(p -> p * Math.log(p)).sum();
    };
    double trivial = task.trivialTest().orElseThrow();
    assertEquals(trivial, best, 0.04 * trivial);
  }

  @Test
  void trivialLoss_ofCopyAndSeries() throws DataException {
    assertEquals(10 * Math.log(8) / 120, task("copy").trivialTest().orElseThrow(), 1e-12);
    assertEquals(
        0.5, task("sine", "washout = 0", "length = 401", "shortest-period = 8", "longest-period = 8").trivialTest().orElseThrow(),
        1e-6);
  }

  @Test
  void washout_leavesTheFirstStepsOut() throws DataException {
    Task task = task("sine", "length = 30", "washout = 12");
    assertEquals(12, task.valid().washout());
    String refused = assertThrows(
        IllegalArgumentException.class, () -> task("sine", "length = 30", "washout = 29")).getMessage();
    assertEquals(
        "task.washout = 29 leaves nothing to predict in series of task.length = 30; it must be below 29", refused);
  }

  @Test
  void settings_areNamedByTheirPlaceAlone() {
    Map<String, String> values = new TreeMap<>(Map.of("task.kind", "copy", "taskless", "1", "task.length", "3"));
    assertEquals(Map.of("kind", "copy", "length", "3"), Params.of(values).at("task").all());
  }
}
