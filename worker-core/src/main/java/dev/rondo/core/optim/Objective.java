package dev.rondo.core.optim;

import dev.rondo.core.cell.TemporalComponents;
import dev.rondo.core.compute.Tensor;
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

  /** The loss at the current values, as {@link #gradient} returns it, without slopes. */
  default double loss() {
    throw new UnsupportedOperationException("this objective has no loss without slopes");
  }

  /** Gets ready for {@link #gaussNewton} at the current values, for optimizers with {@link Optimizer#usesCurvature}. */
  default void linearise() {
    throw new UnsupportedOperationException("this objective has no curvature");
  }

  /**
   * Sets the gradients of the parameters to the product of the Gauss-Newton matrix with a direction, where the network was
   * linearised; ask no other passes in between.
   *
   * @param structural strength of the damping of states: that of half the squared change of all states, as a mean over what counts
   */
  default void gaussNewton(Tensor direction, double structural) {
    throw new UnsupportedOperationException("this objective has no curvature");
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
