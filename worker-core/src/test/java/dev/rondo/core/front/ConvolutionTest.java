package dev.rondo.core.front;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.Tape;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConvolutionTest {
  private static final int B = 2;
  private static final int D = 6;
  private static final int C = 3;
  private static final int K = 3;

  private static Convolution convolution(String pools, int kernel) {
    return new Convolution(
        Params.of(Map.of("kind", "convolution", "channels", "" + C, "kernel", "" + kernel, "pools", pools)));
  }

  /** A layer in plain loops: x [T][B][F][I], w [K][K][I][C] flat; to [T][B][F / pool][C]. */
  private static double[][][][] layer(double[][][][] x, double[] w, double[] bias, int pool) {
    int T = x.length;
    int F = x[0][0].length;
    int I = x[0][0][0].length;
    double[][][][] y = new double[T][B][F / pool][C];
    for (int t = 0; t < T; t++) {
      for (int b = 0; b < B; b++) {
        for (int f = 0; f < F; f++) {
          for (int c = 0; c < C; c++) {
            double sum = bias[c];
            for (int dt = 0; dt < K; dt++) {
              for (int df = 0; df < K; df++) {
                int u = t + dt - K / 2;
                int g = f + df - K / 2;
                for (int i = 0; i < I && u >= 0 && u < T && g >= 0 && g < F; i++) {
                  sum += x[u][b][g][i] * w[((dt * K + df) * I + i) * C + c];
                }
              }
            }
            y[t][b][f / pool][c] = Math.max(y[t][b][f / pool][c], sum);
          }
        }
      }
    }
    return y;
  }

  /** Two layers, after a longer batch whose numbers must leave no trace. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void forwardIsThatOfPlainLoops(Precision precision) {
    try (Memory memory = new Memory(precision)) {
      Convolution front = convolution("[\"3\",\"2\"]", K);
      ParameterSet.Builder layout = new ParameterSet.Builder().scope(Front.PREFIX);
      front.declare(layout, D);
      ParameterSet parameters = layout.build(memory);
      RandomStream stream = new RandomStream(3, "convolution");
      double[] values = new double[parameters.size()];
      Arrays.setAll(values, i -> 0.3 * stream.nextNormal());
      parameters.values().put(0, values);
      int most = 7;
      front.bind(new Front.Site(
          new ParameterSet.Scope(parameters, Front.PREFIX), precision.kernels(),
          new Tape.Capacity(most, most * B, B, most * B), memory, D));
      Tensor x = memory.tensor(most * B, D);
      for (int T : new int[] {most, 4}) {
        double[] inputs = new double[T * B * D];
        Arrays.setAll(inputs, i -> stream.nextNormal());
        x.put(0, inputs);
        Inputs out = front.forward(new Inputs(x, 0, null), T, B);
        double[][][][] expected = new double[T][B][D][1];
        for (int i = 0; i < inputs.length; i++) {
          expected[i / D / B][i / D % B][i % D][0] = x.get(i);
        }
        expected = layer(expected, part(parameters, "kernel1"), part(parameters, "bias1"), 3);
        expected = layer(expected, part(parameters, "kernel2"), part(parameters, "bias2"), 2);
        assertEquals(C, front.outputs(D));
        for (int i = 0; i < T * B * C; i++) {
          assertEquals(expected[i / C / B][i / C % B][0][i % C], out.values().get(i), 1e-5);
        }
      }
    }
  }

  private static double[] part(ParameterSet parameters, String name) {
    ParameterSet.View view = parameters.view(Front.PREFIX + name);
    return parameters.values().toArray(view.offset(), view.size());
  }

  /** Forty bands become the ninety-six numbers of the paper. */
  @Test
  void thePapersLayersMake96() {
    Convolution front = new Convolution(Params.of(
        Map.of("kind", "convolution", "channels", "96", "kernel", "5", "pools", "[\"5\",\"2\",\"2\",\"2\"]")));
    assertEquals(96, front.outputs(40));
  }

  private static void assertRefused(String expected, Runnable what) {
    String message = assertThrows(IllegalArgumentException.class, what::run).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void saysWhatDoesNotFit() {
    assertRefused("a layer has 2 frequencies, of which 4", () -> convolution("[\"3\",\"4\"]", 3).outputs(D));
    assertRefused("has no middle", () -> convolution("[\"1\"]", 4));
    assertRefused("is no list of whole numbers", () -> convolution("[\"two\"]", 3));
    assertRefused("at least one layer", () -> convolution("[]", 3));
    assertRefused("at least 1", () -> convolution("[\"0\"]", 3));
  }
}
