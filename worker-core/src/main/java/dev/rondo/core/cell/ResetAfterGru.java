package dev.rondo.core.cell;

import dev.rondo.core.compute.Lane;
import dev.rondo.core.compute.Lane.Use;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Pointwise;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape;
import dev.rondo.core.model.Weight;
import dev.rondo.spec.Params;

/**
 * The {@link GruCell} as PyTorch has it (paper 002, section 6): with the gates r and z,
 *
 * <pre>
 *   q = h_{t-1} U + c   n = f(u_t W + b + r q)   h_t = (1 - z) n + z h_{t-1}
 * </pre>
 *
 * <p>All recurrent products of a step are one.
 */
final class ResetAfterGru extends GruCell {
  private static final String CANDIDATE_BIAS = "candidate-bias";

  private final Pointwise forwardFunction;
  private final Pointwise backwardFunction;

  private Weight recurrent; // [H, 3 H]
  private View candidateBias; // c, [1, H]
  private Tensor products; // of the state before, the third with c; then slopes by them, [T B, 3 H]
  private Tensor productSums; // [1, 3 H]
  private Lane[] forwardLanes;
  private Lane[] backwardLanes;

  ResetAfterGru(Params settings) {
    super(settings);
    forwardFunction = new ResetAfterGates.Forward(f);
    backwardFunction = new ResetAfterGates.Backward(f);
  }

  @Override
  public void declare(ParameterSet.Builder parameters, int D, int H) {
    super.declare(parameters, D, H);
    parameters
        .add(RECURRENT, Group.RECURRENT, H, BLOCKS * H, BLOCKS)
        .add(CANDIDATE_BIAS, Group.BIAS, 1, H);
  }

  @Override
  public long bytes(Tape.Capacity capacity, int D, int H, int numberBytes) {
    return super.bytes(capacity, D, H, numberBytes) + numberBytes * Memory.size(capacity.rows() + 1L, BLOCKS * H);
  }

  @Override
  public void bind(Site s) {
    super.bind(s);
    recurrent = s.weights().get(RECURRENT);
    candidateBias = s.parameters().view(CANDIDATE_BIAS);
    int H = s.H();
    products = s.memory().tensor(s.capacity().rows(), BLOCKS * H);
    productSums = s.memory().tensor(1, BLOCKS * H);
    Lane r = new Lane(gates, BLOCKS * H, Use.UPDATE);
    Lane z = new Lane(gates, BLOCKS * H, Use.UPDATE);
    Lane n = new Lane(gates, BLOCKS * H, Use.UPDATE);
    Lane q = new Lane(products, BLOCKS * H, Use.UPDATE);
    Lane before = new Lane(s.tape().states(), H, Use.READ);
    forwardLanes = new Lane[] {
      r, z, n, new Lane(products, BLOCKS * H, Use.READ), new Lane(products, BLOCKS * H, Use.READ), q, before,
      new Lane(s.parameters().values(), 0, Use.READ).to(candidateBias.offset()), new Lane(s.tape().states(), H, Use.WRITE)
    };
    backwardLanes = new Lane[] {
      r, z, n, new Lane(products, BLOCKS * H, Use.WRITE), new Lane(products, BLOCKS * H, Use.WRITE), q, before,
      new Lane(s.tape().slopes(), H, Use.UPDATE), new Lane(back, H, Use.UPDATE)
    };
  }

  @Override
  void clear(int rows) {
    kernels.fill(products, 0, rows * BLOCKS * site.H(), 0);
  }

  private static void toStep(Lane[] lanes, int before, int H) {
    for (int k = 0; k < BLOCKS; k++) {
      lanes[k].to(BLOCKS * before + k * H);
      lanes[BLOCKS + k].to(BLOCKS * before + k * H);
    }
    lanes[6].to(before);
  }

  @Override
  void forwardStep(int t, int B) {
    Tensor h = site.tape().states();
    int H = site.H();
    int before = t * B * H;
    recurrent.addStep(t, h, before, products, BLOCKS * before, B);
    toStep(forwardLanes, before, H);
    forwardLanes[8].to(before + B * H);
    kernels.pointwise(forwardFunction, B, H, forwardLanes);
  }

  @Override
  void backwardStep(int t, int B) {
    int H = site.H();
    int now = t * B * H;
    // Forward: h_t from the sums, the products and h_before.
    toStep(backwardLanes, now, H);
    backwardLanes[7].to(now);
    kernels.pointwise(backwardFunction, B, H, backwardLanes);
    // Forward: the products h_before U.
    if (sendsBack(t)) {
      recurrent.addBackStep(t, products, BLOCKS * now, back, 0, B);
    }
  }

  @Override
  void recurrentGradients(int T, int B) {
    int H = site.H();
    // Forward: h_before U + c, over all steps.
    recurrent.gradient(site.tape().states(), 0, products, 0, T, B);
    kernels.columnSums(T * B, BLOCKS * H, products, 0, 0, productSums, 0);
    site.parameters().gradients().copyFrom(candidateBias.offset(), productSums, 2 * H, H);
  }
}
