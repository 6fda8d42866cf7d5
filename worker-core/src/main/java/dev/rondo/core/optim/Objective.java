package dev.rondo.core.optim;

import dev.rondo.core.cell.TemporalComponents;
import dev.rondo.core.model.ReadoutPass;
import dev.rondo.core.random.RandomStream;

/** What an optimizer minimises on the batch at hand, at the current values of the parameters. */
@FunctionalInterface
public interface Objective {
  /**
   * Sets the gradients of the parameters.
   *
   * @return the loss on the batch, penalties left out, nats a step
   */
  double gradient();

  /** The last gradient step by step, for optimizers that use it: {@link Optimizer#usesComponents}. Ask once after each gradient. */
  default TemporalComponents components() {
    throw new UnsupportedOperationException("this objective has no steps");
  }

  /** Random numbers of the optimizer's own for this update: the same ones on the same batch of the same epoch of a trial. */
  default RandomStream draws() {
    throw new UnsupportedOperationException("this objective has no random numbers");
  }

  /** What the readout sees of the batch with clean weights, for optimizers that solve for it. */
  default ReadoutPass readoutPass() {
    throw new UnsupportedOperationException("this objective has no readout");
  }
}
