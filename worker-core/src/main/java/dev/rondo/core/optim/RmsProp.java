package dev.rondo.core.optim;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Kernels.Epsilon;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.spec.Params;
import java.util.List;

/**
 * RMSprop with Nesterov momentum, in the form of the first paper's library (climin): v := mu v, theta := theta + v, gradient g
 * there; r := decay r + (1 - decay) g^2; correction -eta g / root(r), added to theta and to v. Without momentum it is plain
 * RMSprop; {@code epsilon-place} and {@code start} give the forms of Lasagne (inside, 0) and PyTorch (outside, 0).
 */
public final class RmsProp implements Optimizer {
  private final double baseRate;
  private double stepRate;
  private final double momentum;
  private final double decay;
  private final double epsilon;
  private final Epsilon place;
  private final double start;
  private ParameterSet parameters;
  private Kernels kernels;
  private Tensor velocity;
  private Tensor squares;

  RmsProp(Params p) {
    baseRate = p.number("step-rate");
    stepRate = baseRate;
    momentum = p.number("momentum");
    decay = p.number("decay");
    epsilon = p.number("epsilon");
    place = p.text("epsilon-place").equals("inside") ? Epsilon.INSIDE : Epsilon.OUTSIDE;
    start = p.number("start");
  }

  @Override
  public int stateVectors() {
    return 2;
  }

  @Override
  public void bind(ParameterSet p, Kernels k, Memory memory) {
    parameters = p;
    kernels = k;
    velocity = memory.tensor(1, p.size());
    squares = memory.tensor(1, p.size());
    kernels.fill(squares, 0, p.size(), start);
  }

  @Override
  public double step(Objective objective) {
    int n = parameters.size();
    kernels.scale(momentum, velocity, 0, n);
    kernels.axpy(1, velocity, 0, parameters.values(), 0, n);
    double loss = objective.gradient();
    Tensor g = parameters.gradients();
    kernels.decaySquares(decay, g, squares, n);
    kernels.addRatio(-stepRate, g, squares, epsilon, place, velocity, n);
    kernels.addRatio(-stepRate, g, squares, epsilon, place, parameters.values(), n);
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
    return List.of(velocity, squares);
  }
}
