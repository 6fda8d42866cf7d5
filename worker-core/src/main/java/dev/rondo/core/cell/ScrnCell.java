package dev.rondo.core.cell;

import dev.rondo.core.compute.Activation;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Lane.Use;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape;
import dev.rondo.core.model.Weight;
import dev.rondo.spec.Params;
import java.util.Arrays;
import java.util.Locale;

/**
 * SCRN, a simple recurrent network beside context units that change slowly: s_t = (1 - q) u_t B + q s_{t-1},
 * h_t = f(u_t A + s_t P + h_{t-1} R), with a rate q that is the same number for all context units (paper 003, equations 2.11 to
 * 2.14) or logistic(beta), learned for each (equation 2.15). As printed there are no biases.
 *
 * <p>The state of a layer is [h, s], hidden units and then C context units, so that readouts and layers above see both: with them
 * the readout is h U + s V. One weight [D, H] holds A and B. P counts as an input weight: nothing returns through it.
 */
public final class ScrnCell implements Cell {
  private static final String INPUT = "input";
  private static final String RECURRENT = "recurrent";
  private static final String FROM_CONTEXT = "from-context";
  private static final String RATES = "rates";

  private final Activation f;
  private final int C;
  private final double rate;
  private final boolean learned;

  private Site site;
  private Kernels kernels;
  private int n; // hidden units, H - C
  private Weight input; // A and B, [D, H]
  private Weight recurrent; // R, [n, n]
  private Weight fromContext; // P, [C, n]
  private View beta; // [1, C]; null when not learned

  private Tensor q; // [1, C]
  private Tensor h; // [(T + 1) B, n]
  private Tensor s; // [(T + 1) B, C]
  private Tensor dh; // slopes, laid out as the states: block 0 is by the initial state
  private Tensor ds;
  private Tensor scratch; // [T B, C]
  private Columns hOfStates;
  private Columns sOfStates;
  private Columns hOfSlopes;
  private Columns sOfSlopes;
  private Columns hOfInitialSlopes; // null when nobody asks, as the next
  private Columns sOfInitialSlopes;
  private StepLanes leaking;
  private StepLanes returning;
  private StepLanes driving;

  ScrnCell(Params settings, boolean learned) {
    f = Activation.valueOf(settings.text("activation").toUpperCase(Locale.ROOT));
    C = settings.integer("context");
    rate = settings.number("rate");
    this.learned = learned;
  }

  @Override
  public int width(int hidden) {
    return hidden + C;
  }

  @Override
  public void declare(ParameterSet.Builder parameters, int D, int H) {
    parameters
        .add(INPUT, Group.INPUT, D, H)
        .add(RECURRENT, Group.RECURRENT, H - C, H - C)
        .add(FROM_CONTEXT, Group.INPUT, C, H - C);
    if (learned) {
      parameters.add(RATES, Group.OTHER, 1, C);
    }
  }

  @Override
  public void initialize(ParameterSet.Scope parameters, long trialSeed) {
    if (learned) {
      double[] logits = new double[C];
      Arrays.fill(logits, StrictMath.log(rate / (1 - rate)));
      parameters.values().put(parameters.view(RATES).offset(), logits);
    }
  }

  @Override
  public void bind(Site site) {
    this.site = site;
    kernels = site.kernels();
    int H = site.H();
    n = H - C;
    input = site.weights().get(INPUT);
    recurrent = site.weights().get(RECURRENT);
    fromContext = site.weights().get(FROM_CONTEXT);
    beta = learned ? site.parameters().view(RATES) : null;
    Memory memory = site.memory();
    int rows = site.capacity().rows() + site.capacity().batch();
    q = memory.tensor(1, C);
    kernels.fill(q, 0, C, rate);
    h = memory.tensor(rows, n);
    s = memory.tensor(rows, C);
    dh = memory.tensor(rows, n);
    ds = memory.tensor(rows, C);
    scratch = memory.tensor(site.capacity().rows(), C);
    hOfStates = new Columns(site.tape().states(), H, 0, h, n, kernels);
    sOfStates = new Columns(site.tape().states(), H, n, s, C, kernels);
    hOfSlopes = new Columns(site.tape().slopes(), H, 0, dh, n, kernels);
    sOfSlopes = new Columns(site.tape().slopes(), H, n, ds, C, kernels);
    if (site.tape().initialSlopes() != null) {
      hOfInitialSlopes = new Columns(site.tape().initialSlopes(), H, 0, dh, n, kernels);
      sOfInitialSlopes = new Columns(site.tape().initialSlopes(), H, n, ds, C, kernels);
    }
    leaking = new StepLanes().row(q).before(s, C, Use.READ).after(s, C, Use.UPDATE);
    returning = new StepLanes().row(q).after(ds, C, Use.READ).before(ds, C, Use.UPDATE);
    driving = new StepLanes().row(q).after(ds, C, Use.UPDATE);
  }

  @Override
  public long bytes(Tape.Capacity capacity, int D, int H, int numberBytes) {
    long rows = (long) capacity.rows() + capacity.batch();
    return numberBytes
        * (C + 2 * Memory.size(rows, H - C) + 2 * Memory.size(rows, C) + Memory.size(capacity.rows(), C));
  }

  @Override
  public void forward(Inputs x, int T, int B) {
    Tensor states = site.tape().states();
    int block = B * site.H();
    if (learned) {
      q.copyFrom(0, site.parameters().values(), beta.offset(), C);
      kernels.activate(Activation.LOGISTIC, q, 0, C);
    }
    kernels.fill(states, block, T * block, 0);
    input.addProduct(x, states, block, T, B);
    hOfStates.take(0, 0, (T + 1) * B);
    sOfStates.take(0, 0, (T + 1) * B);
    for (int t = 0; t < T; t++) {
      kernels.pointwise(ScrnContext.LEAK, B, C, leaking.at(t, B));
    }
    fromContext.addProduct(s, B * C, h, B * n, T, B);
    for (int t = 0; t < T; t++) {
      recurrent.addStep(t, h, t * B * n, h, (t + 1) * B * n, B);
      kernels.activate(f, h, (t + 1) * B * n, B * n);
    }
    hOfStates.put(B, B, T * B);
    sOfStates.put(B, B, T * B);
  }

  @Override
  public void backward(Inputs x, int T, int B) {
    Tensor d = site.tape().slopes();
    hOfSlopes.take(0, B, T * B);
    sOfSlopes.take(0, B, T * B);
    kernels.fill(dh, 0, B * n, 0);
    kernels.fill(ds, 0, B * C, 0);
    for (int t = T - 1; t >= 0; t--) {
      int before = t * B * n;
      int after = before + B * n;
      // Forward: h_t = f(a_t).
      kernels.timesSlope(f, h, after, dh, after, B * n);
      // Forward: a_t has h_{t-1} R.
      recurrent.addBackStep(t, dh, after, dh, before, B);
    }
    // Forward: a has s P, over all steps.
    fromContext.backProduct(dh, B * n, scratch, 0, T, B);
    kernels.axpy(1, scratch, 0, ds, B * C, T * B * C);
    for (int t = T - 1; t >= 0; t--) {
      // Forward: s_t has q s_{t-1}.
      kernels.pointwise(ScrnContext.RETURN, B, C, returning.at(t, B));
    }
    if (learned) {
      backwardRates(T, B);
    }
    // Forward: s has (1 - q) u B, over all steps.
    kernels.pointwise(ScrnContext.DRIVE, T * B, C, driving.at(0, B));
    hOfSlopes.put(B, 0, T * B);
    sOfSlopes.put(B, 0, T * B);
    if (site.tape().initialSlopes() != null) {
      hOfInitialSlopes.put(0, 0, B);
      sOfInitialSlopes.put(0, 0, B);
    }
    if (site.inputSlopes() != null) {
      input.backProduct(d, 0, site.inputSlopes(), 0, T, B);
    }
    // Forward: a = u A + s P + h_before R, over all steps.
    input.gradient(x, d, 0, T, B);
    fromContext.gradient(s, B * C, dh, B * n, T, B);
    recurrent.gradient(h, 0, dh, B * n, T, B);
  }

  /** By q the slope is the sum of ds_t (s_{t-1} - u_t B), and (1 - q) (s_{t-1} - u_t B) = s_{t-1} - s_t. */
  private void backwardRates(int T, int B) {
    Tensor gradients = site.parameters().gradients();
    kernels.product(ds, B * C, s, 0, scratch, 0, T * B * C);
    kernels.addProduct(-1, ds, B * C, s, B * C, scratch, 0, T * B * C);
    kernels.columnSums(T * B, C, scratch, 0, 0, gradients, beta.offset());
    // Forward: q = logistic(beta), whose slope is q (1 - q).
    kernels.product(gradients, beta.offset(), q, 0, gradients, beta.offset(), C);
  }
}
