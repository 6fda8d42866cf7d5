package dev.rondo.core.optim;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.spec.Params;
import java.util.ArrayList;
import java.util.List;

/**
 * Hessian-free optimization (Martens 2010; Martens and Sutskever 2011; paper 003, section 2.2.2; paper 000, equation 10): each update
 * minimises M(d) = g d + d (B + lambda I) d / 2 by conjugate gradients, B the Gauss-Newton matrix of the batch, which is only
 * ever multiplied by vectors; with {@code structural} s, B has s lambda times that of half the squared change of the states as well.
 *
 * <ul>
 *   <li>The iteration starts at 0.95 times where the last one ended, and ends at i when k = max(10, i / 10) iterations brought less
 *       than 0.0005 k of M.
 *   <li>Its points number 1.3, 1.3^2, ..., and the last are tried on the batch; the best by loss is taken.
 *   <li>Of that, as much as the loss falls by enough: 1, 0.8, 0.64, ..., or nothing.
 *   <li>lambda is divided by 1.5 where the loss fell by more than 3/4 of what M without lambda said, and multiplied by 1.5 where
 *       it fell by less than 1/4 (Levenberg and Marquardt).
 * </ul>
 *
 * <p>An update is worth hundreds of gradients, so batches should be large: the whole training split, if it fits.
 */
final class HessianFree implements Optimizer {
  private static final double WARM = 0.95;
  private static final double SPACING = 1.3;
  private static final double PROGRESS = 5e-4;
  private static final double SHORTEN = 0.8;
  private static final double ENOUGH = 0.01;
  private static final int SHORTENINGS = 60;
  private static final double ADAPT = 1.5;

  private final double structural;
  private final int iterations;
  private final double firstDamping;
  private ParameterSet parameters;
  private Kernels kernels;
  private int n;
  private Tensor start; // d where the last iteration ended
  private Tensor damping; // [1, 2]: lambda, and the share of the last d that was taken

  private Tensor origin; // the parameters before the update
  private Tensor gradient;
  private Tensor residual;
  private Tensor conjugate;
  private Tensor best;

  HessianFree(Params p) {
    firstDamping = p.number("damping");
    structural = p.number("structural");
    iterations = p.integer("iterations");
  }

  @Override
  public int stateVectors() {
    return 6;
  }

  @Override
  public boolean usesCurvature() {
    return true;
  }

  @Override
  public void bind(ParameterSet p, Kernels k, Memory memory) {
    parameters = p;
    kernels = k;
    n = p.size();
    start = memory.tensor(1, n);
    origin = memory.tensor(1, n);
    gradient = memory.tensor(1, n);
    residual = memory.tensor(1, n);
    conjugate = memory.tensor(1, n);
    best = memory.tensor(1, n);
    damping = memory.tensor(1, 2);
    damping.set(0, firstDamping);
    damping.set(1, 1);
  }

  /** A point of the iteration: what M says of it, with and without lambda, and its loss on the batch. */
  private record Point(double damped, double plain, double loss) {
    static final Point NOWHERE = new Point(0, 0, Double.POSITIVE_INFINITY);
  }

  @Override
  public double step(Objective objective) {
    double before = objective.gradient();
    if (!Double.isFinite(before)) {
      return before;
    }
    origin.copyFrom(0, parameters.values(), 0, n);
    gradient.copyFrom(0, parameters.gradients(), 0, n);
    Point chosen = minimise(objective);
    double slope = kernels.dot(gradient, 0, best, 0, n);
    double share = 1;
    double loss = chosen.loss;
    for (int i = 0; !(loss <= before + ENOUGH * share * slope); i++) {
      share = i == SHORTENINGS ? 0 : share * SHORTEN;
      if (share == 0) {
        break;
      }
      loss = lossAt(objective, best, share);
    }
    moveTo(best, share);
    double gained = (chosen.loss - before) / chosen.plain;
    double lambda = damping.get(0);
    if (gained > 0.75) {
      damping.set(0, lambda / ADAPT);
    } else if (!(gained >= 0.25)) {
      damping.set(0, lambda * ADAPT);
    }
    damping.set(1, share);
    return before;
  }

  /** Sets {@link #start} to where the iteration ends and {@link #best} to its point with the lowest loss. */
  private Point minimise(Objective objective) {
    double lambda = damping.get(0);
    objective.linearise();
    kernels.scale(WARM, start, 0, n);
    // residual = -g - (B + lambda) d, and the first direction is the same.
    product(objective, start, lambda);
    residual.copyFrom(0, gradient, 0, n);
    kernels.axpy(1, parameters.gradients(), 0, residual, 0, n);
    kernels.scale(-1, residual, 0, n);
    conjugate.copyFrom(0, residual, 0, n);
    double square = kernels.dot(residual, 0, residual, 0, n);
    Point chosen = Point.NOWHERE;
    List<Double> values = new ArrayList<>();
    double next = SPACING;
    for (int i = 1; i <= iterations && square > 0; i++) {
      product(objective, conjugate, lambda);
      double curvature = kernels.dot(conjugate, 0, parameters.gradients(), 0, n);
      if (!(curvature > 0)) {
        break;
      }
      double length = square / curvature;
      kernels.axpy(length, conjugate, 0, start, 0, n);
      kernels.axpy(-length, parameters.gradients(), 0, residual, 0, n);
      double reduced = kernels.dot(residual, 0, residual, 0, n);
      kernels.scale(reduced / square, conjugate, 0, n);
      kernels.axpy(1, residual, 0, conjugate, 0, n);
      square = reduced;
      values.add(damped());
      boolean last = i == iterations || ended(values);
      if (last || i >= Math.ceil(next)) {
        next *= SPACING;
        chosen = better(objective, chosen, values.get(i - 1), lambda);
        if (last) {
          break;
        }
        objective.linearise();
      }
    }
    return chosen == Point.NOWHERE ? better(objective, chosen, damped(), lambda) : chosen;
  }

  /** M at {@link #start}: d (B + lambda) d = -d (residual + g). */
  private double damped() {
    return 0.5 * (kernels.dot(gradient, 0, start, 0, n) - kernels.dot(residual, 0, start, 0, n));
  }

  private static boolean ended(List<Double> values) {
    int i = values.size();
    int k = Math.max(10, (i + 9) / 10);
    if (i <= k) {
      return false;
    }
    double now = values.get(i - 1);
    return now < 0 && (now - values.get(i - 1 - k)) / now < PROGRESS * k;
  }

  private Point better(Objective objective, Point than, double damped, double lambda) {
    double loss = lossAt(objective, start, 1);
    moveTo(start, 0);
    if (!(loss < than.loss) && than != Point.NOWHERE) {
      return than;
    }
    best.copyFrom(0, start, 0, n);
    return new Point(damped, damped - 0.5 * lambda * kernels.dot(start, 0, start, 0, n), loss);
  }

  /** The parameters' gradients := (B + lambda I) v. */
  private void product(Objective objective, Tensor v, double lambda) {
    objective.gaussNewton(v, structural * lambda);
    kernels.axpy(lambda, v, 0, parameters.gradients(), 0, n);
  }

  private double lossAt(Objective objective, Tensor direction, double share) {
    moveTo(direction, share);
    return objective.loss();
  }

  private void moveTo(Tensor direction, double share) {
    parameters.values().copyFrom(0, origin, 0, n);
    if (share != 0) {
      kernels.axpy(share, direction, 0, parameters.values(), 0, n);
    }
  }

  /** The share of the last direction that was taken. */
  @Override
  public double stepRate() {
    return damping.get(1);
  }

  /** lambda, of the next update. */
  double damping() {
    return damping.get(0);
  }

  @Override
  public List<Tensor> state() {
    return List.of(start, damping);
  }
}
