package dev.rondo.core.probe;

import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet.View;

/**
 * Euclidean norm of the slope of the loss by each trained parameter, by its name: {@code recurrent} is ||dL/dW_r|| of paper 002,
 * Figures 4 and 10. The loss is the mean over a batch of as many sequences as in training, the first of validation, without
 * penalty, perturbation or dropout and with the initial states of evaluation. The paper measures every 100 updates; this is after
 * epochs.
 */
final class GradientNorms implements Probe {
  @Override
  public int sequences(int batch) {
    return batch;
  }

  @Override
  public void measure(Subject s, Listener listener) {
    s.pass().gradient();
    Tensor gradients = s.pass().parameters().gradients();
    for (View v : s.pass().parameters().views()) {
      if (v.trained()) {
        listener.value(v.name(), Math.sqrt(s.kernels().dot(gradients, v.offset(), gradients, v.offset(), v.size())));
      }
    }
  }
}
