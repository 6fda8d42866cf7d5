package dev.rondo.core.cell;

import static dev.rondo.core.compute.Kernels.Op.PLAIN;

import dev.rondo.core.cell.TemporalComponents.Variable;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape;
import dev.rondo.core.model.Weight;
import dev.rondo.spec.Params;

/**
 * The simple recurrent network: a_t = u_t W_ih + h_{t-1} W_hh + b, h_t = f(g a_t). Paper 000, equations 1 and 2; paper 003,
 * definitions 3 and 4; with the gain g and further f of paper 004, sections 3.1.3 and 5.2.
 */
public final class ElmanCell implements Cell {
  static final String INPUT = "input";
  public static final String RECURRENT = "recurrent";
  static final String BIAS = "bias";

  private final Transfer f;
  private Site site;
  private Kernels kernels;
  private Weight input; // [D, H]
  private Weight recurrent; // [H, H]
  private View bias; // [1, H]

  ElmanCell(Params settings) {
    f = Transfer.of(settings);
  }

  @Override
  public void declare(ParameterSet.Builder parameters, int D, int H) {
    parameters
        .add(INPUT, Group.INPUT, D, H)
        .add(RECURRENT, Group.RECURRENT, H, H)
        .add(BIAS, Group.BIAS, 1, H);
    declareTransfer(parameters, H);
  }

  /** Declares what belongs to f. */
  void declareTransfer(ParameterSet.Builder parameters, int H) {
    f.declare(parameters, H);
  }

  @Override
  public boolean handsBackStateSlopes() {
    return true;
  }

  @Override
  public void initialize(ParameterSet.Scope parameters, long trialSeed) {
    f.initialize(parameters);
  }

  @Override
  public long bytes(Tape.Capacity capacity, int D, int H, int numberBytes) {
    return f.bytes(capacity, H, numberBytes);
  }

  @Override
  public void bind(Site s) {
    site = s;
    kernels = s.kernels();
    input = s.weights().get(INPUT);
    recurrent = s.weights().get(RECURRENT);
    bias = s.parameters().view(BIAS);
    f.bind(s, s.tape().states());
  }

  @Override
  public void forward(Inputs x, int T, int B) {
    Tensor h = site.tape().states();
    int block = B * site.H();
    kernels.fillRows(T * B, site.H(), site.parameters().values(), bias.offset(), h, block);
    input.addProduct(x, h, block, T, B);
    for (int t = 0; t < T; t++) {
      int before = t * block;
      int now = before + block;
      recurrent.addStep(t, h, before, h, now, B);
      f.forward(t, now, B);
    }
  }

  @Override
  public void backward(Inputs x, int T, int B) {
    Tensor h = site.tape().states();
    Tensor d = site.tape().slopes();
    int block = B * site.H();
    for (int t = T - 1; t >= 0; t--) {
      int now = t * block;
      // Forward: a_{t+1} has h_t W_hh.
      if (t < T - 1) {
        recurrent.addBackStep(t + 1, d, now + block, d, now, B);
      }
      site.tape().keepSlopes(now, block);
      // Forward: h_t = f(a_t).
      f.backward(t, now + block, d, now, B);
    }
    if (site.tape().initialSlopes() != null) {
      kernels.fill(site.tape().initialSlopes(), 0, block, 0);
      recurrent.addBackStep(0, d, 0, site.tape().initialSlopes(), 0, B);
    }
    if (site.inputSlopes() != null) {
      input.backProduct(d, 0, site.inputSlopes(), 0, T, B);
    }
    gradient(Variable.RECURRENT, x, T, B);
    gradient(Variable.INPUT, x, T, B);
    gradient(Variable.BIAS, x, T, B);
    f.gradient(T, B);
  }

  /** Sets a gradient from the slopes by the sums a, which lie on the tape. */
  void gradient(Variable v, Inputs x, int T, int B) {
    Tensor d = site.tape().slopes();
    // Forward: a = u W_ih + h_before W_hh + b, over all steps.
    switch (v) {
      case RECURRENT -> recurrent.gradient(site.tape().states(), 0, d, 0, T, B);
      case INPUT -> input.gradient(x, d, 0, T, B);
      case BIAS -> kernels.columnSums(T * B, site.H(), d, 0, 0, site.parameters().gradients(), bias.offset());
    }
  }

  View view(Variable v) {
    return site.parameters().view(switch (v) {
      case RECURRENT -> RECURRENT;
      case INPUT -> INPUT;
      case BIAS -> BIAS;
    });
  }

  @Override
  public boolean hasTangent() {
    return f.isActivation();
  }

  @Override
  public void tangent(Inputs x, Tensor inputChanges, int inputChangesAt, Tensor direction, Tensor changes, int T, int B) {
    View inputView = view(Variable.INPUT);
    View recurrentView = view(Variable.RECURRENT);
    int H = site.H();
    int block = B * H;
    // Forward: a = u W_ih + h_before W_hh + b, over all steps; first what comes of the change of the weights.
    kernels.fillRows(T * B, H, direction, bias.offset(), changes, block);
    if (x.sparse() == null) {
      kernels.gemm(
          PLAIN, PLAIN, T * B, H, inputView.rows(), 1, x.values(), x.at(), direction, inputView.offset(), 1, changes, block);
    } else {
      kernels.addSparseProduct(x.sparse(), T * B, inputView.rows(), H, direction, inputView.offset(), changes, block);
    }
    kernels.gemm(
        PLAIN, PLAIN, T * B, H, H, 1, site.tape().states(), 0, direction, recurrentView.offset(), 1, changes, block);
    if (inputChanges != null) {
      input.addProduct(inputChanges, inputChangesAt, changes, block, T, B);
    }
    for (int t = 0; t < T; t++) {
      int now = (t + 1) * block;
      recurrent.addStep(t, changes, now - block, changes, now, B);
      // h_t = f(a_t), whose change is f'(a_t) times that of a_t.
      f.backward(t, now, changes, now, B);
    }
  }

  @Override
  public boolean hasComponents() {
    return true;
  }

  @Override
  public TemporalComponents components() {
    return new TemporalComponents(this, site);
  }
}
