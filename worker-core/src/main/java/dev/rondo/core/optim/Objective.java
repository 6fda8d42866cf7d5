package dev.rondo.core.optim;

/** What an optimizer minimises on the batch at hand, at the current values of the parameters. */
@FunctionalInterface
public interface Objective {
  /**
   * Sets the gradients of the parameters.
   *
   * @return the loss on the batch, penalties left out, nats a step
   */
  double gradient();
}
