package dev.rondo.core.probe;

import dev.rondo.core.compute.Tensor;

/**
 * For every step t, the Euclidean norm of the state h_t, mean over the sequences (paper 004, section 3.1): {@code step.0001} is the
 * state after the first step. On the batch of {@link HiddenGradients}.
 */
final class HiddenNorms implements Probe {
  @Override
  public int sequences(int batch) {
    return batch;
  }

  @Override
  public void measure(Subject s, Listener listener) {
    ProbePass pass = s.pass();
    pass.gradientOfLastSteps();
    int H = pass.H();
    pass.layers((prefix, tape) -> {
      Tensor h = tape.states();
      for (int t = 0; t < pass.T(); t++) {
        double sum = 0;
        for (int b = 0; b < pass.B(); b++) {
          int at = ((t + 1) * pass.B() + b) * H;
          sum += Math.sqrt(s.kernels().dot(h, at, h, at, H));
        }
        listener.value(prefix + pass.step(t), sum / pass.B());
      }
    });
  }
}
