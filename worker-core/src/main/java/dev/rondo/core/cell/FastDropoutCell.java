package dev.rondo.core.cell;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape;
import dev.rondo.spec.Params;

/**
 * What cells have in common whose states are normal, with a mean and a variance that dropout of inputs and of states gives
 * them (paper 000, section 6.5). Moments go through input, recurrence and readout in one deterministic pass, the same for training
 * and evaluation unless a cell draws its states. With D the {@link DroppedWeight dropped product}, the sums are
 * a_t = D_ih(u_t) + D_hh(h_{t-1}) + b; what becomes of them is the matter of each cell.
 */
abstract class FastDropoutCell implements Cell, StateVariances {
  private static final String INPUT = "input";
  private static final String RECURRENT = "recurrent";
  private static final String BIAS = "bias";

  private final int blocks;
  private final double dropInput;
  private final double dropHidden;
  private final double dropOutput;
  private final double initialVariance;

  private Site site;
  private Kernels kernels;
  private DroppedWeight input; // [D, K H]
  private DroppedWeight recurrent; // [H, K H]
  private View bias; // [1, K H]

  private Tensor sumMeans; // [T B, K H]
  private Tensor sumVariances;
  private Tensor variances; // of the states, [(T + 1) B, H]; their means are on the tape
  private Tensor slopes; // by the variances as the tape's are by the means, [T B, H]
  private Tensor inputSpread; // [T B, D]
  private Tensor spread; // of the states before, [T B, H]
  private Tensor step; // [B, H]

  /** @param blocks of H sums for each unit, K */
  FastDropoutCell(Params settings, int blocks) {
    this.blocks = blocks;
    dropInput = settings.number("drop-input");
    dropHidden = settings.number("drop-hidden");
    dropOutput = settings.number("drop-output");
    initialVariance = settings.number("initial-variance");
  }

  @Override
  public boolean carriesVariances() {
    return true;
  }

  @Override
  public ReadoutLayer readout(Loss loss) {
    return new FastDropoutReadout(this, dropOutput, loss == Loss.BERNOULLI);
  }

  @Override
  public void declare(ParameterSet.Builder parameters, int D, int H) {
    parameters
        .add(INPUT, Group.INPUT, D, blocks * H, blocks)
        .add(RECURRENT, Group.RECURRENT, H, blocks * H, blocks)
        .add(BIAS, Group.BIAS, 1, blocks * H);
  }

  @Override
  public void bind(Site s) {
    site = s;
    kernels = s.kernels();
    input = new DroppedWeight(s.parameters(), INPUT, dropInput, false, kernels, s.memory());
    recurrent = new DroppedWeight(s.parameters(), RECURRENT, dropHidden, true, kernels, s.memory());
    bias = s.parameters().view(BIAS);
    int rows = s.capacity().rows();
    int batch = s.capacity().batch();
    Memory memory = s.memory();
    sumMeans = memory.tensor(rows, blocks * s.H());
    sumVariances = memory.tensor(rows, blocks * s.H());
    variances = memory.tensor(rows + batch, s.H());
    slopes = memory.tensor(rows, s.H());
    inputSpread = memory.tensor(rows, s.parameters().view(INPUT).rows());
    spread = memory.tensor(rows, s.H());
    step = memory.tensor(batch, s.H());
  }

  @Override
  public long bytes(Tape.Capacity capacity, int D, int H, int numberBytes) {
    long sums = 2 * Memory.size(capacity.rows(), (long) blocks * H);
    long hidden = 3 * Memory.size(capacity.rows(), H) + 2 * Memory.size(capacity.batch(), H);
    return numberBytes * (sums + hidden + Memory.size(capacity.rows(), D))
        + DroppedWeight.bytes(D, blocks * H, false, numberBytes) + DroppedWeight.bytes(H, blocks * H, true, numberBytes);
  }

  Site site() {
    return site;
  }

  /** Means of the sums, [T B, K H]. */
  Tensor sumMeans() {
    return sumMeans;
  }

  Tensor sumVariances() {
    return sumVariances;
  }

  /** The state after step t from the sums, in moments. */
  abstract void transfer(int t, int B);

  /** The way back: from the slopes by the state after step t to those by the sums. */
  abstract void transferBack(int t, int B);

  /** Where {@link #transferBack} leaves the slopes by the means of the sums, [T B, K H]. */
  abstract Tensor sumMeanSlopes();

  /** The same by the variances of the sums. */
  abstract Tensor sumVarianceSlopes();

  @Override
  public Tensor variances() {
    return variances;
  }

  @Override
  public Tensor varianceSlopes() {
    return slopes;
  }

  @Override
  public void forward(Inputs x, int T, int B) {
    input.refresh();
    recurrent.refresh();
    Tensor h = site.tape().states();
    int block = B * site.H();
    int sums = block * blocks;
    kernels.fill(variances, 0, block, initialVariance);
    kernels.fillRows(T * B, bias.cols(), site.parameters().values(), bias.offset(), sumMeans, 0);
    input.input(x, inputSpread, sumMeans, sumVariances, T * B);
    for (int t = 0; t < T; t++) {
      int before = t * block;
      recurrent.spread(h, before, variances, before, spread, before, B);
      recurrent.add(h, before, spread, before, sumMeans, t * sums, sumVariances, t * sums, B);
      transfer(t, B);
    }
  }

  @Override
  public void backward(Inputs x, int T, int B) {
    Tensor h = site.tape().states();
    Tensor d = site.tape().slopes();
    int block = B * site.H();
    int sums = block * blocks;
    for (int t = T - 1; t >= 0; t--) {
      int now = t * block;
      // Forward: the sums of step t + 1 have the dropped product of h_t, which is block t + 1 of the states.
      if (t < T - 1) {
        recurrent.addBackStep(
            sumMeanSlopes(), sumVarianceSlopes(), (t + 1) * sums, h, now + block, d, slopes, now, step, B);
      }
      transferBack(t, B);
    }
    // Forward: a = D_ih(u) + D_hh(h_before) + b, over all steps.
    recurrent.gradient(h, 0, spread, sumMeanSlopes(), sumVarianceSlopes(), T * B);
    input.inputGradient(x, inputSpread, sumMeanSlopes(), sumVarianceSlopes(), T * B);
    kernels.columnSums(T * B, bias.cols(), sumMeanSlopes(), 0, 0, site.parameters().gradients(), bias.offset());
  }
}
