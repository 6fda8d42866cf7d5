package dev.rondo.core.analysis;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.optim.Optimizer;
import dev.rondo.core.penalty.Penalty;
import dev.rondo.spec.Params;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an optimizer sees of {@link OneUnit}: loss and penalty over (w, b), and the way that gradient descent takes there (paper
 * 000, Figures 2 and 3). The penalty is of the recurrent weight w.
 */
public final class LossSurface implements AutoCloseable {
  /**
   * A place on the surface.
   *
   * @param loss without the penalty
   * @param objective with the penalty: what is minimised
   * @param gradientNorm Euclidean norm of the objective's gradient
   */
  public record Point(double w, double b, double loss, double objective, double gradientNorm) {}

  private final OneUnit unit;
  private final Penalty penalty;
  private final Memory memory = new Memory(Precision.FLOAT64);
  private final Kernels kernels = Precision.FLOAT64.kernels();
  private final ParameterSet parameters = new ParameterSet.Builder()
      .add("recurrent", Group.RECURRENT, 1, 1)
      .add("bias", Group.BIAS, 1, 1)
      .build(memory);

  /** @param penalty null for none */
  public LossSurface(OneUnit unit, Penalty penalty) {
    this.unit = unit;
    this.penalty = penalty;
  }

  /** The penalty lambda |w| (norm L1) or lambda w^2 (L2). */
  public static Penalty penalty(String norm, double lambda) {
    return Penalty.Kind.of(Params.of(Map.of(
        "kind", Penalty.Kind.WEIGHT_NORM.text(), "norm", norm, "lambda", Double.toString(lambda),
        "weights", "[recurrent]")));
  }

  /** The surface at (w, b). */
  public Point at(double w, double b) {
    parameters.values().put(0, new double[] {w, b});
    return here();
  }

  /** The surface at n x n places, the ends of both ranges included; w changes fastest. */
  public List<Point> grid(double wFrom, double wTo, double bFrom, double bTo, int n) {
    List<Point> points = new ArrayList<>(n * n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        points.add(at(wFrom + (wTo - wFrom) * j / (n - 1), bFrom + (bTo - bFrom) * i / (n - 1)));
      }
    }
    return points;
  }

  /**
   * Gradient descent from (w, b); the start is the first point. Ends early when a point is no longer finite.
   *
   * @param steps updates
   */
  public List<Point> descend(double w, double b, double stepRate, int steps) {
    Optimizer optimizer = Optimizer.Kind.of(
        Params.of(Map.of("kind", Optimizer.Kind.SGD.text(), "step-rate", Double.toString(stepRate))));
    optimizer.bind(parameters, kernels, memory);
    List<Point> path = new ArrayList<>();
    path.add(at(w, b));
    for (int i = 0; i < steps && Double.isFinite(path.get(i).gradientNorm()); i++) {
      optimizer.step(() -> here().loss());
      path.add(here());
    }
    return path;
  }

  /** The surface where the parameters are, whose gradients it sets. */
  private Point here() {
    double w = parameters.values().get(0);
    double b = parameters.values().get(1);
    double loss = unit.loss(w, b);
    OneUnit.Gradient gradient = unit.gradient(w, b);
    parameters.gradients().put(0, new double[] {gradient.w(), gradient.b()});
    double added = 0;
    if (penalty != null) {
      added = penalty.value(parameters, kernels);
      penalty.addGradient(parameters, kernels);
    }
    double norm = StrictMath.hypot(parameters.gradients().get(0), parameters.gradients().get(1));
    return new Point(w, b, loss, loss + added, norm);
  }

  @Override
  public void close() {
    memory.close();
  }
}
