package dev.rondo.core.optim;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.spec.Params;
import java.util.List;

/**
 * Momentum: v := mu v - eta g, theta := theta + v. The classical (Polyak) form takes the gradient at theta (paper 000, equations
 * 6 and 7; paper 003, 1.61 and 1.62), Nesterov's where the momentum will have led, at theta + mu v (paper 000, equations 8 and 9;
 * paper 003, 2.31 and 2.32).
 */
public final class Momentum implements Optimizer {
  private final double baseRate;
  private double stepRate;
  private final double momentum;
  private final boolean lookAhead;
  private ParameterSet parameters;
  private Kernels kernels;
  private Tensor velocity;

  private Momentum(Params p, boolean lookAhead) {
    baseRate = p.number("step-rate");
    stepRate = baseRate;
    momentum = p.number("momentum");
    this.lookAhead = lookAhead;
  }

  static Momentum classical(Params p) {
    return new Momentum(p, false);
  }

  static Momentum nesterov(Params p) {
    return new Momentum(p, true);
  }

  @Override
  public int stateVectors() {
    return 1;
  }

  @Override
  public void bind(ParameterSet p, Kernels k, Memory memory) {
    parameters = p;
    kernels = k;
    velocity = memory.tensor(1, p.size());
  }

  @Override
  public double step(Objective objective) {
    int n = parameters.size();
    double loss = lookAhead ? 0 : objective.gradient();
    kernels.scale(momentum, velocity, 0, n);
    kernels.axpy(1, velocity, 0, parameters.values(), 0, n);
    if (lookAhead) {
      loss = objective.gradient();
    }
    kernels.axpy(-stepRate, parameters.gradients(), 0, velocity, 0, n);
    kernels.axpy(-stepRate, parameters.gradients(), 0, parameters.values(), 0, n);
    return loss;
  }

  @Override
  public void schedule(double factor) {
    stepRate = baseRate * factor;
  }

  @Override
  public double stepRate() {
    return stepRate;
  }

  @Override
  public List<Tensor> state() {
    return List.of(velocity);
  }
}
