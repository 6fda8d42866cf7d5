package dev.rondo.core.optim;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.spec.Params;
import java.util.List;

/** Stochastic gradient descent: theta := theta - eta g. Paper 003, equations 1.58 and 1.59. */
public final class Sgd implements Optimizer {
  private final double baseRate;
  private double stepRate;
  private ParameterSet parameters;
  private Kernels kernels;

  Sgd(Params p) {
    baseRate = p.number("step-rate");
    stepRate = baseRate;
  }

  @Override
  public int stateVectors() {
    return 0;
  }

  @Override
  public void bind(ParameterSet p, Kernels k, Memory memory) {
    parameters = p;
    kernels = k;
  }

  @Override
  public double step(Objective objective) {
    double loss = objective.gradient();
    kernels.axpy(-stepRate, parameters.gradients(), 0, parameters.values(), 0, parameters.size());
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
    return List.of();
  }
}
