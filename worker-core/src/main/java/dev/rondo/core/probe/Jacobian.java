package dev.rondo.core.probe;

import dev.rondo.core.compute.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Frobenius norm of A_h = A_{0:T}, the product of the Jacobians of a layer's state by the state before over all steps, from the
 * initial state to the one after the last step that counts (paper 002, equation 8, Figures 4 and 10; the paper does not say which
 * norm): the mean over the first {@link #SEQUENCES} sequences of validation, as {@code state}. For networks with units other than
 * ReLU and the like it is the Jacobian at the states of these sequences. The paper measures every 100 updates; this is after
 * epochs.
 *
 * <p>Its rows are slopes of the last state's units, one backward pass each.
 */
final class Jacobian implements Probe {
  private static final int SEQUENCES = 8;
  private static final String KEY = "state";

  @Override
  public int sequences(int batch) {
    return SEQUENCES;
  }

  @Override
  public boolean needsStateSlopes() {
    return true;
  }

  @Override
  public void measure(Subject s, Listener listener) {
    ProbePass pass = s.pass();
    int H = pass.H();
    Map<String, double[]> squares = new LinkedHashMap<>(); // by layer, [B]
    for (int unit = 0; unit < H; unit++) {
      pass.gradientOfUnit(unit);
      pass.layers((prefix, tape) -> {
        Tensor row = tape.initialSlopes();
        double[] sums = squares.computeIfAbsent(prefix, p -> new double[pass.B()]);
        for (int b = 0; b < sums.length; b++) {
          sums[b] += s.kernels().dot(row, b * H, row, b * H, H);
        }
      });
    }
    squares.forEach((prefix, sums) -> {
      double norms = 0;
      for (double sum : sums) {
        norms += Math.sqrt(sum);
      }
      listener.value(prefix + KEY, norms / sums.length);
    });
  }
}
