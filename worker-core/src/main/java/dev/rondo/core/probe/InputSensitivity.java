package dev.rondo.core.probe;

import dev.rondo.core.Model;
import dev.rondo.core.random.RandomStream;
import dev.rondo.core.task.BatchBuilder;

/**
 * How much a little noise on the inputs moves the outputs (paper 001 bounds it for LSTMs): N(0, {@link #SIGMA}^2) is added to every
 * input of every step, and the mean of ||change of o_t||^2 over the steps that count, o the outputs before any logistic or softmax,
 * is divided by the mean of ||change of x_t||^2, as {@code outputs}. On the batch of {@link HiddenGradients}; the noise is always
 * the same.
 */
final class InputSensitivity implements Probe {
  /** Small enough for networks to be nearly linear, and large beside what single precision rounds. */
  private static final double SIGMA = 0.01;

  @Override
  public int sequences(int batch) {
    return batch;
  }

  @Override
  public void check(Kind kind, Model model) {
    if (BatchBuilder.sparseOnly(model.task())) {
      throw new IllegalArgumentException(
          "probes.kinds has " + kind.text() + ": the " + model.task().data().inputs() + " inputs of task.kind = "
              + model.task().kind() + " are ones among zeros without a dense form, to which no noise can be added; leave the probe out");
    }
    Probe.super.check(kind, model);
  }

  @Override
  public void measure(Subject s, Listener listener) {
    RandomStream stream = new RandomStream(s.model().config().seed(), "probe.input-sensitivity");
    listener.value("outputs", s.pass().sensitivity(SIGMA, stream));
  }
}
