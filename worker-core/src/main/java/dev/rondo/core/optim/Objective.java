package dev.rondo.core.optim;

import dev.rondo.core.model.ReadoutPass;

/** What an optimizer minimises on the batch at hand, at the current values of the parameters. */
@FunctionalInterface
public interface Objective {
  /**
   * Sets the gradients of the parameters.
   *
   * @return the loss on the batch, penalties left out, nats a step
   */
  double gradient();

  /** What the readout sees of the batch with clean weights, for optimizers that solve for it. */
  default ReadoutPass readoutPass() {
    throw new UnsupportedOperationException("this objective has no readout");
  }
}
