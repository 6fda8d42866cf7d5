package dev.rondo.core.optim;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet;

/**
 * How an optimizer's directions d stand to the gradients, over all parameters: the cosine of their angle and the ratio alpha of
 * their lengths (paper 003, equations 3.28 to 3.33, where 1 + alpha^2 - 2 alpha cos <= mu^2 with mu < c/L suffices for convergence).
 */
public final class DirectionMonitor {
  private static final int COUNT = 0;
  private static final int COSINE = 1;
  private static final int LOWEST = 2;
  private static final int RATIO = 3;

  private final ParameterSet parameters;
  private final Kernels kernels;
  private final Tensor gradient;
  /** Updates, and over them mean and lowest cosine and mean ratio; part of a checkpoint. */
  private final Tensor seen;

  DirectionMonitor(ParameterSet parameters, Kernels kernels, Memory memory) {
    this.parameters = parameters;
    this.kernels = kernels;
    gradient = memory.tensor(1, parameters.size());
    seen = memory.tensor(1, 4);
  }

  /** Keeps the gradient. */
  void before() {
    gradient.copyFrom(0, parameters.gradients(), 0, parameters.size());
  }

  /** The direction stands in the gradient's place. Returns its length. */
  double after() {
    Tensor d = parameters.gradients();
    int n = parameters.size();
    double length = Math.sqrt(kernels.dot(d, 0, d, 0, n));
    double plain = Math.sqrt(kernels.dot(gradient, 0, gradient, 0, n));
    if (length > 0 && plain > 0) {
      double cosine = kernels.dot(gradient, 0, d, 0, n) / (length * plain);
      double count = seen.get(COUNT) + 1;
      seen.set(LOWEST, count == 1 ? cosine : Math.min(seen.get(LOWEST), cosine));
      seen.set(COSINE, seen.get(COSINE) + (cosine - seen.get(COSINE)) / count);
      seen.set(RATIO, seen.get(RATIO) + (length / plain - seen.get(RATIO)) / count);
      seen.set(COUNT, count);
    }
    return length;
  }

  Tensor state() {
    return seen;
  }

  /** Whether there were updates since {@link #restart}. */
  public boolean hasSeen() {
    return seen.get(COUNT) > 0;
  }

  public double meanCosine() {
    return seen.get(COSINE);
  }

  public double lowestCosine() {
    return seen.get(LOWEST);
  }

  public double meanRatio() {
    return seen.get(RATIO);
  }

  /** Forgets all updates. */
  public void restart() {
    kernels.fill(seen, 0, seen.size(), 0);
  }
}
