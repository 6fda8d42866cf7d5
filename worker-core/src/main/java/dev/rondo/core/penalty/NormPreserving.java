package dev.rondo.core.penalty;

import static dev.rondo.core.compute.Kernels.Op.PLAIN;
import static dev.rondo.core.compute.Kernels.Op.TRANSPOSED;

import dev.rondo.core.cell.ElmanCell;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Network;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape;
import dev.rondo.spec.Params;
import java.util.ArrayList;
import java.util.List;

/**
 * Slopes that neither vanish nor explode on their way back (paper 003, equations 2.17 and 2.18; Pascanu, Mikolov and Bengio 2013): with
 * p_t the slopes of the loss by the state h_t, whatever way they come, and v_t = p_t dh_t/dh_{t-1} what they send to the state before,
 *
 * <pre>lambda sum_t (||v_t|| / ||p_t|| - 1)^2,  t = 2 ... T, mean over the sequences of a batch and summed over layers</pre>
 *
 * <p>Only W_hh within dh_t/dh_{t-1} = W_hh diag(f'(a_t)) is differentiated, with p_t and f'(a_t) taken as constants, as its
 * authors do: with u_t the slopes by a_t and n = ||v_t|| / ||p_t||, the gradient is the sum of 2 (n - 1) / (||v_t|| ||p_t||) v_t' u_t.
 * Steps whose slopes are zero, such as those after the last that counts, are left out.
 */
final class NormPreserving implements Penalty {
  /** Shorter slopes have no direction. */
  private static final double TINY = 1e-12;

  private final double lambda;
  private Network network;
  private Tape tape;
  private Tensor sent; // v, [T B, H]

  NormPreserving(Params p) {
    lambda = p.number("lambda");
  }

  @Override
  public void bind(Network of) {
    if (of.layers().stream().anyMatch(layer -> !(layer.cell() instanceof ElmanCell))) {
      throw new IllegalArgumentException(
          "penalty.kind = norm-preserving: it follows slopes from state to state of Elman networks; set model.cell.kind = elman, or"
              + " penalty.kind = none");
    }
    network = of;
  }

  @Override
  public boolean watchesSlopes() {
    return true;
  }

  @Override
  public long bytes(Tape.Capacity capacity, int H, int numberBytes) {
    return numberBytes * Memory.size(capacity.trainingRows(), H);
  }

  @Override
  public void watch(Tape watched, Tape.Capacity capacity, int H, Memory memory) {
    tape = watched;
    sent = memory.tensor(capacity.trainingRows(), H);
  }

  /** Of the last batch that went back through the network. */
  @Override
  public double value(ParameterSet parameters, Kernels kernels) {
    double sum = 0;
    for (int layer = 0; layer < network.layers().size(); layer++) {
      for (Row row : rows(layer, parameters, kernels)) {
        sum += (row.ratio() - 1) * (row.ratio() - 1);
      }
    }
    return lambda * sum / tape.batch();
  }

  @Override
  public void addGradient(ParameterSet parameters, Kernels kernels) {
    int H = network.H();
    int block = tape.batch() * H;
    for (int layer = 0; layer < network.layers().size(); layer++) {
      List<Row> rows = rows(layer, parameters, kernels);
      double[] factors = new double[tape.steps() * tape.batch()]; // 0 for rows that are left out
      for (Row row : rows) {
        factors[row.index] = row.sent == 0 ? 0 : 2 * lambda * (row.ratio() - 1) / (row.sent * row.slope) / tape.batch();
      }
      for (int r = tape.batch(); r < factors.length; r++) {
        kernels.scale(factors[r], sent, r * H, H);
      }
      if (!rows.isEmpty()) {
        kernels.gemm(
            TRANSPOSED, PLAIN, H, H, factors.length - tape.batch(), 1, sent, block, bySums(layer), block, 1,
            parameters.gradients(), weight(layer, parameters).offset());
      }
    }
  }

  /**
   * One step of one sequence.
   *
   * @param slope ||p_t||
   * @param sent ||v_t||
   */
  private record Row(int index, double slope, double sent) {
    double ratio() {
      return sent / slope;
    }
  }

  /** The rows that count, from the second step on; sets {@link #sent}. */
  private List<Row> rows(int layer, ParameterSet parameters, Kernels kernels) {
    int H = network.H();
    int B = tape.batch();
    int count = tape.steps() * B;
    List<Row> rows = new ArrayList<>();
    if (count > B) {
      kernels.gemm(
          PLAIN, TRANSPOSED, count - B, H, H, 1, bySums(layer), B * H, parameters.values(), weight(layer, parameters).offset(), 0,
          sent, B * H);
    }
    Tensor p = tape.layers().get(layer).stateSlopes();
    for (int r = B; r < count; r++) {
      double slope = Math.sqrt(kernels.dot(p, r * H, p, r * H, H));
      if (!(slope < TINY)) {
        rows.add(new Row(r, slope, Math.sqrt(kernels.dot(sent, r * H, sent, r * H, H))));
      }
    }
    return rows;
  }

  /** u, [T B, H]: what the cell's backward pass leaves of the slopes. */
  private Tensor bySums(int layer) {
    return tape.layers().get(layer).slopes();
  }

  private View weight(int layer, ParameterSet parameters) {
    return parameters.view(network.layers().get(layer).prefix() + ElmanCell.RECURRENT);
  }
}
