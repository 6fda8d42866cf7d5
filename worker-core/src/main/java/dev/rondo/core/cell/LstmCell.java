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
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The LSTM with forget gate (paper 001, equations 5 to 11): with the sums a = u_t W + h_{t-1} U + b of each of the blocks input
 * gate, forget gate, candidate and output gate, in this order,
 *
 * <pre>
 *   i = logistic(a_i)   f = logistic(a_f)   g = tanh(a_g)   o = logistic(a_o)
 *   c_t = f c_{t-1} + i g   h_t = o tanh(c_t)   c_0 = 0
 * </pre>
 *
 * <p>With peepholes (paper 004, section 3.1.2, as in Lasagne), a_i and a_f have p_i c_{t-1} and p_f c_{t-1} as well, and a_o has
 * p_o c_t, number by number; and the slopes by u_t W + h_{t-1} U + b are clipped number by number on their way back at every
 * step. The peepholes' own gradients, and what they send to the cells, are not clipped.
 */
public final class LstmCell implements Cell {
  private static final String INPUT = "input";
  private static final String RECURRENT = "recurrent";
  private static final String BIAS = "bias";
  private static final String PEEPHOLES = "peepholes";
  private static final int GATES = 4;
  private static final int FORGET = 1;

  private final boolean peepholes;
  private final double forgetBias;
  private final double peepholeSigma;
  private final Pointwise forwardGates;
  private final Pointwise backwardGates;

  private Site site;
  private Kernels kernels;
  private Weight input; // [D, 4 H]
  private Weight recurrent; // [H, 4 H]
  private View bias; // [1, 4 H]
  private View peepholeView; // [1, 3 H], of input, forget and output gate; null without

  private Tensor gates; // sums, then gates, then slopes by the sums, [T B, 4 H]
  private Tensor cells; // c, [(T + 1) B, H]
  private Tensor squashed; // tanh(c_t), [T B, H]
  private Tensor cellSlopes; // by c_t from later steps, [B, H]
  private Tensor peepholeSlopes; // sums over the steps, [3][B, H]; null without
  private Lane[] forwardLanes;
  private Lane[] backwardLanes;

  private LstmCell(Params settings, boolean peepholes) {
    this.peepholes = peepholes;
    forgetBias = settings.number("forget-bias");
    peepholeSigma = peepholes ? settings.number("peephole-sigma") : 0;
    forwardGates = peepholes ? PeepholeGates.FORWARD : LstmGates.FORWARD;
    backwardGates = peepholes ? PeepholeGates.backward(messageClip(settings)) : LstmGates.BACKWARD;
  }

  private static double messageClip(Params settings) {
    return settings.isNone("message-clip") ? Double.POSITIVE_INFINITY : settings.number("message-clip");
  }

  static LstmCell plain(Params settings) {
    return new LstmCell(settings, false);
  }

  static LstmCell withPeepholes(Params settings) {
    return new LstmCell(settings, true);
  }

  public boolean peepholes() {
    return peepholes;
  }

  @Override
  public void declare(ParameterSet.Builder parameters, int D, int H) {
    parameters
        .add(INPUT, Group.INPUT, D, GATES * H, GATES)
        .add(RECURRENT, Group.RECURRENT, H, GATES * H, GATES)
        .add(BIAS, Group.BIAS, 1, GATES * H, GATES);
    if (peepholes) {
      parameters.add(PEEPHOLES, Group.OTHER, 1, 3 * H, 3);
    }
  }

  @Override
  public void initialize(ParameterSet.Scope parameters, long trialSeed) {
    View b = parameters.view(BIAS);
    double[] values = new double[b.blockCols()];
    Arrays.fill(values, forgetBias);
    parameters.values().put(b.offset() + FORGET * b.blockCols(), values);
    if (peepholes) {
      View v = parameters.view(PEEPHOLES);
      RandomStream stream = new RandomStream(trialSeed, "init." + v.name());
      double[] draws = new double[v.size()];
      Arrays.setAll(draws, i -> peepholeSigma * stream.nextNormal());
      parameters.values().put(v.offset(), draws);
    }
  }

  @Override
  public long bytes(Tape.Capacity capacity, int D, int H, int numberBytes) {
    long perRow = Memory.size(capacity.rows(), GATES * H) + 2 * Memory.size(capacity.rows(), H);
    return numberBytes * (perRow + (peepholes ? 5 : 2) * Memory.size(capacity.batch(), H));
  }

  @Override
  public void bind(Site s) {
    site = s;
    kernels = s.kernels();
    input = s.weights().get(INPUT);
    recurrent = s.weights().get(RECURRENT);
    bias = s.parameters().view(BIAS);
    int rows = s.capacity().rows();
    int batch = s.capacity().batch();
    int H = s.H();
    gates = s.memory().tensor(rows, GATES * H);
    cells = s.memory().tensor(rows + batch, H);
    squashed = s.memory().tensor(rows, H);
    cellSlopes = s.memory().tensor(batch, H);
    Lane[] gate =
        IntStream.range(0, GATES).mapToObj(k -> new Lane(gates, GATES * H, Use.UPDATE)).toArray(Lane[]::new);
    forwardLanes = lanes(
        gate, new Lane(cells, H, Use.READ), new Lane(cells, H, Use.WRITE), new Lane(squashed, H, Use.WRITE),
        new Lane(s.tape().states(), H, Use.WRITE));
    backwardLanes = lanes(
        gate, new Lane(cells, H, Use.READ), new Lane(squashed, H, Use.READ), new Lane(s.tape().slopes(), H, Use.READ),
        new Lane(cellSlopes, H, Use.UPDATE));
    if (peepholes) {
      bindPeepholes(batch, H);
    }
  }

  /** The same row of peepholes goes with every sequence. */
  private void bindPeepholes(int batch, int H) {
    peepholeView = site.parameters().view(PEEPHOLES);
    peepholeSlopes = site.memory().tensor(3 * batch, H);
    Lane[] weights = IntStream.range(0, 3)
        .mapToObj(k -> new Lane(site.parameters().values(), 0, Use.READ).to(peepholeView.offset() + k * H))
        .toArray(Lane[]::new);
    Lane[] sums = IntStream.range(0, 3).mapToObj(k -> new Lane(peepholeSlopes, H, Use.UPDATE)).toArray(Lane[]::new);
    forwardLanes = lanes(forwardLanes, weights);
    backwardLanes = lanes(lanes(lanes(backwardLanes, weights), new Lane(cells, H, Use.READ)), sums);
  }

  private static Lane[] lanes(Lane[] first, Lane... more) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray(Lane[]::new);
  }

  @Override
  public void forward(Inputs x, int T, int B) {
    Tensor h = site.tape().states();
    int H = site.H();
    int block = B * H;
    kernels.fillRows(T * B, GATES * H, site.parameters().values(), bias.offset(), gates, 0);
    input.addProduct(x, gates, 0, T, B);
    kernels.fill(cells, 0, block, 0);
    for (int t = 0; t < T; t++) {
      int before = t * block;
      recurrent.addStep(t, h, before, gates, GATES * before, B);
      toStep(forwardLanes, before, H);
      forwardLanes[LstmGates.CELL].to(before + block);
      forwardLanes[LstmGates.SQUASHED].to(before);
      forwardLanes[LstmGates.STATE].to(before + block);
      kernels.pointwise(forwardGates, B, H, forwardLanes);
    }
  }

  /** Moves the lanes of gates and of c_{t-1}, which stand first in both passes. */
  private static void toStep(Lane[] lanes, int before, int H) {
    for (int k = 0; k < GATES; k++) {
      lanes[k].to(GATES * before + k * H);
    }
    lanes[LstmGates.CELL_BEFORE].to(before);
  }

  @Override
  public void backward(Inputs x, int T, int B) {
    Tensor h = site.tape().states();
    Tensor d = site.tape().slopes();
    int H = site.H();
    int block = B * H;
    kernels.fill(cellSlopes, 0, block, 0);
    if (peepholes) {
      kernels.fill(peepholeSlopes, 0, 3 * block, 0);
    }
    for (int t = T - 1; t >= 0; t--) {
      int now = t * block;
      // Forward: the sums of step t + 1 have h_t U.
      if (t < T - 1) {
        recurrent.addBackStep(t + 1, gates, GATES * (now + block), d, now, B);
      }
      // Forward: gates, c_t and h_t from the sums.
      toStep(backwardLanes, now, H);
      backwardLanes[LstmGates.BACK_SQUASHED].to(now);
      backwardLanes[LstmGates.STATE_SLOPE].to(now);
      if (peepholes) {
        backwardLanes[PeepholeGates.BACK_CELL].to(now + block);
        for (int k = 0; k < 3; k++) {
          backwardLanes[PeepholeGates.SLOPES + k].to(k * block);
        }
      }
      kernels.pointwise(backwardGates, B, H, backwardLanes);
    }
    if (site.tape().initialSlopes() != null) {
      kernels.fill(site.tape().initialSlopes(), 0, block, 0);
      recurrent.addBackStep(0, gates, 0, site.tape().initialSlopes(), 0, B);
    }
    if (site.inputSlopes() != null) {
      input.backProduct(gates, 0, site.inputSlopes(), 0, T, B);
    }
    // Forward: sums = u W + h_before U + b, over all steps.
    Tensor gradients = site.parameters().gradients();
    recurrent.gradient(h, 0, gates, 0, T, B);
    input.gradient(x, gates, 0, T, B);
    kernels.columnSums(T * B, GATES * H, gates, 0, 0, gradients, bias.offset());
    // Forward: the same peepholes at every step, for every sequence.
    for (int k = 0; peepholes && k < 3; k++) {
      kernels.columnSums(B, H, peepholeSlopes, k * block, 0, gradients, peepholeView.offset() + k * H);
    }
  }
}
