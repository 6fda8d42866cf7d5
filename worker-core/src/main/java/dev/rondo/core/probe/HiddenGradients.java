package dev.rondo.core.probe;

import dev.rondo.core.compute.Tensor;

/**
 * For every step t, the squared norm of the slope of the last step's loss by the state h_t, summed over sequences and units and
 * divided by the sum of that over all t, so that the values of a layer sum to 1 (paper 004, Figure 2): {@code step.0001} is the
 * state after the first step. The last step is the last that counts in a sequence's loss. On a batch of as many sequences as in
 * training, the first of validation, without perturbation or dropout; the released code of the paper takes the last sequence of a
 * batch alone. NaN where all slopes are 0.
 */
final class HiddenGradients implements Probe {
  @Override
  public int sequences(int batch) {
    return batch;
  }

  @Override
  public boolean needsStateSlopes() {
    return true;
  }

  @Override
  public void measure(Subject s, Listener listener) {
    ProbePass pass = s.pass();
    pass.gradientOfLastSteps();
    int block = pass.B() * pass.H();
    pass.layers((prefix, tape) -> {
      Tensor d = tape.stateSlopes();
      double sum = s.kernels().dot(d, 0, d, 0, pass.T() * block);
      for (int t = 0; t < pass.T(); t++) {
        listener.value(prefix + pass.step(t), s.kernels().dot(d, t * block, d, t * block, block) / sum);
      }
    });
  }
}
