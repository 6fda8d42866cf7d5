package dev.rondo.core.optim;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Kernels.Epsilon;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.spec.Params;
import java.util.List;

/**
 * Adam (Kingma and Ba 2015, algorithm 1): m and v are decaying means of g and g^2, corrected for their start at 0, and
 * theta := theta - eta m / (sqrt(v) + epsilon). Papers 002 and 004.
 */
public final class Adam implements Optimizer {
  private final double baseRate;
  private double stepRate;
  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private ParameterSet parameters;
  private Kernels kernels;
  private Tensor mean;
  private Tensor squares;
  private Tensor updates; // [1, 1]: how many updates there were; a tensor so that a checkpoint holds it

  Adam(Params p) {
    baseRate = p.number("step-rate");
    stepRate = baseRate;
    beta1 = p.number("beta1");
    beta2 = p.number("beta2");
    epsilon = p.number("epsilon");
  }

  @Override
  public int stateVectors() {
    return 2;
  }

  @Override
  public void bind(ParameterSet p, Kernels k, Memory memory) {
    parameters = p;
    kernels = k;
    mean = memory.tensor(1, p.size());
    squares = memory.tensor(1, p.size());
    updates = memory.tensor(1, 1);
  }

  @Override
  public double step(Objective objective) {
    int n = parameters.size();
    double loss = objective.gradient();
    updates.set(0, updates.get(0) + 1);
    double count = updates.get(0);
    Tensor g = parameters.gradients();
    kernels.scale(beta1, mean, 0, n);
    kernels.axpy(1 - beta1, g, 0, mean, 0, n);
    kernels.decaySquares(beta2, g, squares, n);
    // Both corrections folded into the factor and epsilon, so that m and v stay as they are.
    double root = StrictMath.sqrt(1 - StrictMath.pow(beta2, count));
    double factor = stepRate * root / (1 - StrictMath.pow(beta1, count));
    kernels.addRatio(-factor, mean, squares, epsilon * root, Epsilon.OUTSIDE, parameters.values(), n);
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
    return List.of(mean, squares, updates);
  }
}
