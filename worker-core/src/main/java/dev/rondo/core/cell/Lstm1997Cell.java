package dev.rondo.core.cell;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Lane;
import dev.rondo.core.compute.Lane.Use;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Pointwise;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape;
import dev.rondo.core.model.Weight;
import dev.rondo.spec.Params;
import java.util.Arrays;

/**
 * The LSTM of 1997, without forget gate (paper 003, equations 2.1 to 2.5): with the sums of each of the blocks input gate, output
 * gate and candidate, in this order, x W + h_{t-1} U + b,
 *
 * <pre>
 *   u = logistic(.)   o = logistic(.)   a = g(.)   m_t = m_{t-1} + a u   h_t = s(m_t) o   m_0 = 0
 * </pre>
 *
 * <p>The squashing functions g and s are tanh, or those of the original: g(x) = 4 logistic(x) - 2, s(x) = 2 logistic(x) - 1.
 *
 * <p>The truncated gradient is the original learning rule (paper 003, section 2.1.1): a step sends slopes back in time through
 * m_{t-1} only, never through h_{t-1}. It is no gradient of the loss; a learned initial state gets zeros.
 */
public final class Lstm1997Cell implements Cell {
  private static final String INPUT = "input";
  private static final String RECURRENT = "recurrent";
  private static final String BIAS = "bias";
  private static final int BLOCKS = 3;
  private static final int GATES = 2;

  private final boolean truncated;
  private final boolean biases;
  private final double gateBias;
  private final Pointwise forwardGates;
  private final Pointwise backwardGates;

  private Site site;
  private Kernels kernels;
  private Weight input; // [D, 3 H]
  private Weight recurrent; // [H, 3 H]
  private View bias; // [1, 3 H]; null without

  private Tensor sums; // then gates, then slopes by the sums, [T B, 3 H]
  private Tensor cells; // m, [(T + 1) B, H]
  private Tensor squashed; // s(m_t), [T B, H]
  private Tensor cellSlopes; // by m_t from later steps, [B, H]
  private Lane[] forwardLanes;
  private Lane[] backwardLanes;

  Lstm1997Cell(Params settings) {
    truncated = settings.text("gradient").equals("truncated");
    biases = settings.flag("biases");
    gateBias = settings.number("gate-bias");
    // g(x) = tanh(k x) / k and s(x) = tanh(k x): tanh itself for k = 1, the original functions for k = 1/2.
    float k = settings.text("squashing").equals("original") ? 0.5f : 1f;
    forwardGates = new Lstm1997Gates.Forward(k);
    backwardGates = new Lstm1997Gates.Backward(k);
  }

  @Override
  public void declare(ParameterSet.Builder parameters, int D, int H) {
    parameters
        .add(INPUT, Group.INPUT, D, BLOCKS * H, BLOCKS)
        .add(RECURRENT, Group.RECURRENT, H, BLOCKS * H, BLOCKS);
    if (biases) {
      parameters.add(BIAS, Group.BIAS, 1, BLOCKS * H, BLOCKS);
    }
  }

  @Override
  public void initialize(ParameterSet.Scope parameters, long trialSeed) {
    if (biases) {
      View b = parameters.view(BIAS);
      double[] values = new double[GATES * b.blockCols()];
      Arrays.fill(values, gateBias);
      parameters.values().put(b.offset(), values);
    }
  }

  @Override
  public long bytes(Tape.Capacity capacity, int D, int H, int numberBytes) {
    long perRow = Memory.size(capacity.rows(), BLOCKS * H) + 2 * Memory.size(capacity.rows(), H);
    return numberBytes * (perRow + 2 * Memory.size(capacity.batch(), H));
  }

  @Override
  public void bind(Site s) {
    site = s;
    kernels = s.kernels();
    input = s.weights().get(INPUT);
    recurrent = s.weights().get(RECURRENT);
    bias = biases ? s.parameters().view(BIAS) : null;
    int rows = s.capacity().rows();
    int batch = s.capacity().batch();
    int H = s.H();
    sums = s.memory().tensor(rows, BLOCKS * H);
    cells = s.memory().tensor(rows + batch, H);
    squashed = s.memory().tensor(rows, H);
    cellSlopes = s.memory().tensor(batch, H);
    Lane u = new Lane(sums, BLOCKS * H, Use.UPDATE);
    Lane o = new Lane(sums, BLOCKS * H, Use.UPDATE);
    Lane a = new Lane(sums, BLOCKS * H, Use.UPDATE);
    forwardLanes = new Lane[] {
      u, o, a, new Lane(cells, H, Use.READ), new Lane(cells, H, Use.WRITE), new Lane(squashed, H, Use.WRITE),
      new Lane(s.tape().states(), H, Use.WRITE)
    };
    backwardLanes = new Lane[] {
      u, o, a, new Lane(squashed, H, Use.READ), new Lane(s.tape().slopes(), H, Use.READ), new Lane(cellSlopes, H, Use.UPDATE)
    };
  }

  @Override
  public void forward(Inputs x, int T, int B) {
    Tensor h = site.tape().states();
    int H = site.H();
    int block = B * H;
    if (biases) {
      kernels.fillRows(T * B, BLOCKS * H, site.parameters().values(), bias.offset(), sums, 0);
    } else {
      kernels.fill(sums, 0, T * B * BLOCKS * H, 0);
    }
    input.addProduct(x, sums, 0, T, B);
    kernels.fill(cells, 0, block, 0);
    for (int t = 0; t < T; t++) {
      int before = t * block;
      recurrent.addStep(t, h, before, sums, BLOCKS * before, B);
      gatesToStep(before, H);
      forwardLanes[3].to(before);
      forwardLanes[4].to(before + block);
      forwardLanes[5].to(before);
      forwardLanes[6].to(before + block);
      kernels.pointwise(forwardGates, B, H, forwardLanes);
    }
  }

  /** Moves the lanes that both passes share. */
  private void gatesToStep(int before, int H) {
    for (int k = 0; k < BLOCKS; k++) {
      forwardLanes[k].to(BLOCKS * before + k * H);
    }
  }

  @Override
  public void backward(Inputs x, int T, int B) {
    Tensor h = site.tape().states();
    Tensor d = site.tape().slopes();
    int H = site.H();
    int block = B * H;
    kernels.fill(cellSlopes, 0, block, 0);
    for (int t = T - 1; t >= 0; t--) {
      int now = t * block;
      // Forward: the sums of step t + 1 have h_t U.
      if (t < T - 1 && !truncated) {
        recurrent.addBackStep(t + 1, sums, BLOCKS * (now + block), d, now, B);
      }
      // Forward: gates, m_t and h_t from the sums.
      gatesToStep(now, H);
      backwardLanes[3].to(now);
      backwardLanes[4].to(now);
      kernels.pointwise(backwardGates, B, H, backwardLanes);
    }
    if (site.tape().initialSlopes() != null) {
      kernels.fill(site.tape().initialSlopes(), 0, block, 0);
      if (!truncated) {
        recurrent.addBackStep(0, sums, 0, site.tape().initialSlopes(), 0, B);
      }
    }
    if (site.inputSlopes() != null) {
      input.backProduct(sums, 0, site.inputSlopes(), 0, T, B);
    }
    // Forward: sums = x W + h_before U + b, over all steps.
    recurrent.gradient(h, 0, sums, 0, T, B);
    input.gradient(x, sums, 0, T, B);
    if (biases) {
      kernels.columnSums(T * B, BLOCKS * H, sums, 0, 0, site.parameters().gradients(), bias.offset());
    }
  }
}
