package dev.rondo.core.penalty;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.spec.Params;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Norm of weights (RNN-NBR; paper 000, section 7): lambda times one of the {@link Norm}s of the weights of the chosen groups,
 * taken together.
 */
public record WeightNorm(Norm norm, double lambda, Set<Group> groups) implements Penalty {
  private static final double SOFT = 1e-8;

  /** Which norm: the study's text says L1 and L2, its code has the other forms. */
  public enum Norm {
    /** Sum of |w|; slope sign(w), 0 at 0. */
    L1,
    /** Sum of sqrt(w^2 + 1e-8); slope w / sqrt(w^2 + 1e-8). */
    L1_SOFT,
    /** Sum of w^2; slope 2 w. */
    L2,
    /** Half the sum of w^2; slope w. */
    L2_HALF,
    /** Root of the sum of w^2; slope w / root, 0 at 0. */
    L2_ROOT;

    static Norm of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }

  WeightNorm(Params p) {
    this(Norm.of(p.text("norm")), p.number("lambda"), EnumSet.noneOf(Group.class));
    p.texts("weights").forEach(w -> groups.add(Group.valueOf(w.toUpperCase(Locale.ROOT))));
  }

  @Override
  public double value(ParameterSet parameters, Kernels kernels) {
    return lambda * switch (norm) {
      case L2_HALF -> 0.5 * sum(parameters, kernels);
      case L2_ROOT -> Math.sqrt(sum(parameters, kernels));
      default -> sum(parameters, kernels);
    };
  }

  /** Sum over the weights of |w|, sqrt(w^2 + 1e-8), or w^2. */
  private double sum(ParameterSet parameters, Kernels kernels) {
    double sum = 0;
    for (View v : parameters.views()) {
      if (groups.contains(v.group())) {
        sum += switch (norm) {
          case L1 -> kernels.absoluteSum(parameters.values(), v.offset(), v.size());
          case L1_SOFT -> kernels.softAbsoluteSum(SOFT, parameters.values(), v.offset(), v.size());
          default -> kernels.dot(parameters.values(), v.offset(), parameters.values(), v.offset(), v.size());
        };
      }
    }
    return sum;
  }

  @Override
  public void addGradient(ParameterSet parameters, Kernels kernels) {
    double factor = switch (norm) {
      case L1, L1_SOFT, L2_HALF -> lambda;
      case L2 -> 2 * lambda;
      case L2_ROOT -> {
        double root = Math.sqrt(sum(parameters, kernels));
        yield root == 0 ? 0 : lambda / root;
      }
    };
    for (View v : parameters.views()) {
      if (!groups.contains(v.group())) {
        continue;
      }
      switch (norm) {
        case L1 -> kernels.addSign(factor, parameters.values(), v.offset(), parameters.gradients(), v.offset(), v.size());
        case L1_SOFT ->
            kernels.addSoftSign(factor, SOFT, parameters.values(), v.offset(), parameters.gradients(), v.offset(), v.size());
        default -> kernels.axpy(factor, parameters.values(), v.offset(), parameters.gradients(), v.offset(), v.size());
      }
    }
  }
}
