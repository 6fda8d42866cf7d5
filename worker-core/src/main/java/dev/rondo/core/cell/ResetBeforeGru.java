package dev.rondo.core.cell;

import dev.rondo.core.compute.Lane;
import dev.rondo.core.compute.Lane.Use;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Pointwise;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.Tape;
import dev.rondo.core.model.Weight;
import dev.rondo.spec.Params;

/**
 * The {@link GruCell} of paper 003, equations 2.6 to 2.10: with the gates r and z,
 *
 * <pre>
 *   n = f(u_t W + b + (r h_{t-1}) U)   h_t = (1 - z) h_{t-1} + z n
 * </pre>
 *
 * <p>U is a weight of its own, for what it multiplies is not what the gates' recurrent weight multiplies.
 */
final class ResetBeforeGru extends GruCell {
  private static final String CANDIDATE = "recurrent-candidate";
  private static final int GATES = 2;

  private final Pointwise stateForward;
  private final Pointwise stateBackward;

  private Weight recurrent; // [H, 2 H]
  private Weight candidate; // U, [H, H]
  private Tensor products; // of the state before, for r and z; then slopes by them, [T B, 2 H]
  private Tensor candidateProducts; // of r h_{t-1}, [T B, H]
  private Tensor reset; // r h_{t-1}, [T B, H]
  private Tensor resetSlopes; // at one step, [B, H]
  private Lane[] forwardGates;
  private Lane[] forwardState;
  private Lane[] backwardState;
  private Lane[] backwardGates;

  ResetBeforeGru(Params settings) {
    super(settings);
    stateForward = new ResetBeforeGates.StateForward(f);
    stateBackward = new ResetBeforeGates.StateBackward(f);
  }

  @Override
  public void declare(ParameterSet.Builder parameters, int D, int H) {
    super.declare(parameters, D, H);
    parameters
        .add(RECURRENT, Group.RECURRENT, H, GATES * H, GATES)
        .add(CANDIDATE, Group.RECURRENT, H, H);
  }

  @Override
  public long bytes(Tape.Capacity capacity, int D, int H, int numberBytes) {
    return super.bytes(capacity, D, H, numberBytes)
        + numberBytes * (4 * Memory.size(capacity.rows(), H) + Memory.size(capacity.batch(), H));
  }

  @Override
  public void bind(Site s) {
    super.bind(s);
    recurrent = s.weights().get(RECURRENT);
    candidate = s.weights().get(CANDIDATE);
    int rows = s.capacity().rows();
    int H = s.H();
    products = s.memory().tensor(rows, GATES * H);
    candidateProducts = s.memory().tensor(rows, H);
    reset = s.memory().tensor(rows, H);
    resetSlopes = s.memory().tensor(s.capacity().batch(), H);
    Lane r = new Lane(gates, BLOCKS * H, Use.UPDATE);
    Lane z = new Lane(gates, BLOCKS * H, Use.UPDATE);
    Lane n = new Lane(gates, BLOCKS * H, Use.UPDATE);
    Lane before = new Lane(s.tape().states(), H, Use.READ);
    Lane backward = new Lane(back, H, Use.UPDATE);
    forwardGates = new Lane[] {
      r, z, new Lane(products, GATES * H, Use.READ), new Lane(products, GATES * H, Use.READ), before,
      new Lane(reset, H, Use.WRITE)
    };
    forwardState = new Lane[] {
      n, new Lane(candidateProducts, H, Use.READ), new Lane(gates, BLOCKS * H, Use.READ), before,
      new Lane(s.tape().states(), H, Use.WRITE)
    };
    backwardState = new Lane[] {
      z, n, new Lane(products, GATES * H, Use.WRITE), new Lane(candidateProducts, H, Use.WRITE), before,
      new Lane(s.tape().slopes(), H, Use.UPDATE), backward, new Lane(resetSlopes, H, Use.WRITE)
    };
    backwardGates = new Lane[] {
      r, new Lane(products, GATES * H, Use.WRITE), before, new Lane(resetSlopes, H, Use.READ), backward
    };
  }

  @Override
  void clear(int rows) {
    kernels.fill(products, 0, rows * GATES * site.H(), 0);
    kernels.fill(candidateProducts, 0, rows * site.H(), 0);
  }

  @Override
  void forwardStep(int t, int B) {
    Tensor h = site.tape().states();
    int H = site.H();
    int before = t * B * H;
    recurrent.addStep(t, h, before, products, GATES * before, B);
    forwardGates[0].to(BLOCKS * before);
    forwardGates[1].to(BLOCKS * before + H);
    forwardGates[2].to(GATES * before);
    forwardGates[3].to(GATES * before + H);
    forwardGates[4].to(before);
    forwardGates[5].to(before);
    kernels.pointwise(ResetBeforeGates.FORWARD, B, H, forwardGates);
    candidate.addStep(t, reset, before, candidateProducts, before, B);
    forwardState[0].to(BLOCKS * before + 2 * H);
    forwardState[1].to(before);
    forwardState[2].to(BLOCKS * before + H);
    forwardState[4].to(before + B * H);
    kernels.pointwise(stateForward, B, H, forwardState);
  }

  @Override
  void backwardStep(int t, int B) {
    int H = site.H();
    int now = t * B * H;
    // Forward: h_t = (1 - z) h_before + z f(u W + b + product).
    backwardState[0].to(BLOCKS * now + H);
    backwardState[1].to(BLOCKS * now + 2 * H);
    backwardState[2].to(GATES * now + H);
    backwardState[3].to(now);
    backwardState[4].to(now);
    backwardState[5].to(now);
    kernels.pointwise(stateBackward, B, H, backwardState);
    // Forward: (r h_before) U.
    candidate.addBackStep(t, candidateProducts, now, resetSlopes, 0, B);
    // Forward: r h_before, and r from its sum.
    backwardGates[0].to(BLOCKS * now);
    backwardGates[1].to(GATES * now);
    kernels.pointwise(ResetBeforeGates.BACKWARD, B, H, backwardGates);
    // Forward: the products h_before U of the gates.
    if (sendsBack(t)) {
      recurrent.addBackStep(t, products, GATES * now, back, 0, B);
    }
  }

  @Override
  void recurrentGradients(int T, int B) {
    // Forward: h_before U of the gates and (r h_before) U, over all steps.
    recurrent.gradient(site.tape().states(), 0, products, 0, T, B);
    candidate.gradient(reset, 0, candidateProducts, 0, T, B);
  }
}
