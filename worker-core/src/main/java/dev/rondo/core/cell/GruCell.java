package dev.rondo.core.cell;

import dev.rondo.core.compute.Activation;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape;
import dev.rondo.core.model.Weight;
import dev.rondo.spec.Params;
import java.util.Locale;

/**
 * The gated recurrent unit (paper 003, equations 2.6 to 2.10; paper 002, section 6), in one of two forms that differ in where the
 * reset gate stands and in what the update gate weighs: {@link ResetBeforeGru} and {@link ResetAfterGru}. What they share: the
 * sums u_t W + b of the blocks reset gate, update gate and candidate, in this order, over all steps.
 */
abstract class GruCell implements Cell {
  private static final String INPUT = "input";
  private static final String BIAS = "bias";
  static final String RECURRENT = "recurrent";
  static final int BLOCKS = 3;

  /** The candidate's nonlinearity. */
  final Activation f;

  private Weight input; // [D, 3 H]
  private View bias; // [1, 3 H]
  Site site;
  Kernels kernels;

  /** Sums of the inputs, then r, z and candidate, then slopes by the sums, [T B, 3 H]. */
  Tensor gates;

  /** Slopes by the state before, [B, H]. */
  Tensor back;

  GruCell(Params settings) {
    f = Activation.valueOf(settings.text("candidate").toUpperCase(Locale.ROOT));
  }

  /** The form of these settings. */
  static Cell of(Params settings) {
    return settings.text("form").equals("thesis") ? new ResetBeforeGru(settings) : new ResetAfterGru(settings);
  }

  @Override
  public void declare(ParameterSet.Builder parameters, int D, int H) {
    parameters
        .add(INPUT, Group.INPUT, D, BLOCKS * H, BLOCKS)
        .add(BIAS, Group.BIAS, 1, BLOCKS * H, BLOCKS);
  }

  @Override
  public boolean handsBackStateSlopes() {
    return true;
  }

  @Override
  public long bytes(Tape.Capacity capacity, int D, int H, int numberBytes) {
    return numberBytes * (Memory.size(capacity.rows(), BLOCKS * H) + Memory.size(capacity.batch(), H));
  }

  @Override
  public void bind(Site s) {
    site = s;
    kernels = s.kernels();
    input = s.weights().get(INPUT);
    bias = s.parameters().view(BIAS);
    gates = s.memory().tensor(s.capacity().rows(), BLOCKS * s.H());
    back = s.memory().tensor(s.capacity().batch(), s.H());
  }

  @Override
  public void forward(Inputs x, int T, int B) {
    kernels.fillRows(T * B, BLOCKS * site.H(), site.parameters().values(), bias.offset(), gates, 0);
    input.addProduct(x, gates, 0, T, B);
    clear(T * B);
    for (int t = 0; t < T; t++) {
      forwardStep(t, B);
    }
  }

  @Override
  public void backward(Inputs x, int T, int B) {
    int block = B * site.H();
    kernels.fill(back, 0, block, 0);
    for (int t = T - 1; t >= 0; t--) {
      if (site.tape().stateSlopes() != null) {
        site.tape().keepSlopes(t * block, block);
        kernels.axpy(1, back, 0, site.tape().stateSlopes(), t * block, block);
      }
      backwardStep(t, B);
    }
    if (site.tape().initialSlopes() != null) {
      site.tape().initialSlopes().copyFrom(0, back, 0, block);
    }
    if (site.inputSlopes() != null) {
      input.backProduct(gates, 0, site.inputSlopes(), 0, T, B);
    }
    recurrentGradients(T, B);
    // Forward: u W + b, over all steps.
    input.gradient(x, gates, 0, T, B);
    kernels.columnSums(T * B, BLOCKS * site.H(), gates, 0, 0, site.parameters().gradients(), bias.offset());
  }

  /** Whether slopes by the state before step t are wanted. */
  final boolean sendsBack(int t) {
    return t > 0 || site.tape().initialSlopes() != null;
  }

  /** Sets the sums of the recurrent products to zero, for so many rows. */
  abstract void clear(int rows);

  /** The state after step t from the one before. */
  abstract void forwardStep(int t, int B);

  /**
   * Turns the slopes by the state after step t, which are the tape's and {@link #back}, into slopes by the sums, and
   * {@link #back} into those by the state before.
   */
  abstract void backwardStep(int t, int B);

  /** Sets the gradients of what the recurrent products have. */
  abstract void recurrentGradients(int T, int B);
}
