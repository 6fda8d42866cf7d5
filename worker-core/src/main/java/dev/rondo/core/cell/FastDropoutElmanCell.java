package dev.rondo.core.cell;

import dev.rondo.core.compute.GaussianTransfer;
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
import java.util.Locale;

/**
 * RNN-FD (paper 000, section 6.5): a simple recurrent network in which every state is normal, with a mean and a variance that
 * dropout of inputs and of states gives it. Nothing is drawn: moments go through input, recurrence and readout in one
 * deterministic pass, the same for training and evaluation. With D the {@link DroppedWeight dropped product} and
 * f the {@link GaussianTransfer moments} of an activation, (h_t) = f(D_ih(u_t) + D_hh(h_{t-1}) + b).
 */
public final class FastDropoutElmanCell implements Cell {
  private static final String INPUT = "input";
  private static final String RECURRENT = "recurrent";
  private static final String BIAS = "bias";

  private final GaussianTransfer f;
  private final double dropInput;
  private final double dropHidden;
  private final double dropOutput;
  private final double initialVariance;

  private Site site;
  private Kernels kernels;
  private DroppedWeight input; // [D, H]
  private DroppedWeight recurrent; // [H, H]
  private View bias; // [1, H]

  private Tensor sumMeans; // of the pre-activations, [T B, H]
  private Tensor sumVariances;
  private Tensor variances; // of the states, [(T + 1) B, H]; their means are on the tape
  private Tensor slopes; // by the variances as the tape's are by the means, [T B, H]
  private Tensor inputSpread; // [T B, D]
  private Tensor spread; // of the states before, [T B, H]
  private Tensor step; // [B, H]

  FastDropoutElmanCell(Params settings) {
    f = GaussianTransfer.valueOf(settings.text("activation").toUpperCase(Locale.ROOT).replace('-', '_'));
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
        .add(INPUT, Group.INPUT, D, H)
        .add(RECURRENT, Group.RECURRENT, H, H)
        .add(BIAS, Group.BIAS, 1, H);
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
    sumMeans = memory.tensor(rows, s.H());
    sumVariances = memory.tensor(rows, s.H());
    variances = memory.tensor(rows + batch, s.H());
    slopes = memory.tensor(rows, s.H());
    inputSpread = memory.tensor(rows, s.parameters().view(INPUT).rows());
    spread = memory.tensor(rows, s.H());
    step = memory.tensor(batch, s.H());
  }

  @Override
  public long bytes(Tape.Capacity capacity, int D, int H, int numberBytes) {
    long hidden = 5 * Memory.size(capacity.rows(), H) + 2 * Memory.size(capacity.batch(), H);
    return numberBytes * (hidden + Memory.size(capacity.rows(), D))
        + DroppedWeight.bytes(D, H, false, numberBytes) + DroppedWeight.bytes(H, H, true, numberBytes);
  }

  /** Variances of the states, laid out as the tape's states. */
  Tensor variances() {
    return variances;
  }

  /** Where the readout puts the slopes by them, [T B, H]. */
  Tensor varianceSlopes() {
    return slopes;
  }

  @Override
  public void forward(Inputs x, int T, int B) {
    input.refresh();
    recurrent.refresh();
    Tensor h = site.tape().states();
    int block = B * site.H();
    kernels.fill(variances, 0, block, initialVariance);
    kernels.fillRows(T * B, site.H(), site.parameters().values(), bias.offset(), sumMeans, 0);
    input.input(x, inputSpread, sumMeans, sumVariances, T * B);
    for (int t = 0; t < T; t++) {
      int before = t * block;
      recurrent.spread(h, before, variances, before, spread, before, B);
      recurrent.add(h, before, spread, before, sumMeans, before, sumVariances, before, B);
      kernels.moments(f, sumMeans, before, sumVariances, before, h, before + block, variances, before + block, block);
    }
  }

  @Override
  public void backward(Inputs x, int T, int B) {
    Tensor h = site.tape().states();
    Tensor d = site.tape().slopes();
    int block = B * site.H();
    for (int t = T - 1; t >= 0; t--) {
      int now = t * block;
      // Forward: the sums of step t + 1 have the dropped product of h_t, which is block t + 1 of the states.
      if (t < T - 1) {
        recurrent.addBackStep(d, slopes, now + block, h, now + block, d, slopes, now, step, B);
      }
      // Forward: h_t = f(a_t), in moments.
      kernels.momentSlopes(f, sumMeans, now, sumVariances, now, d, now, slopes, now, block);
    }
    // Forward: a = D_ih(u) + D_hh(h_before) + b, over all steps.
    recurrent.gradient(h, 0, spread, d, slopes, T * B);
    input.inputGradient(x, inputSpread, d, slopes, T * B);
    kernels.columnSums(T * B, site.H(), d, 0, 0, site.parameters().gradients(), bias.offset());
  }
}
