package dev.rondo.core.model;

import dev.rondo.core.compute.Loss;

/** The output nonlinearity, which fixes the loss that fits it. */
public enum Readout {
  /** What suits the task's targets. */
  AUTO(null),
  LOGISTIC(Loss.BERNOULLI),
  SOFTMAX(Loss.SOFTMAX),
  LINEAR(Loss.SQUARED);

  private final Loss loss;

  Readout(Loss loss) {
    this.loss = loss;
  }

  Loss loss(Loss taskLoss) {
    return loss == null ? taskLoss : loss;
  }
}
