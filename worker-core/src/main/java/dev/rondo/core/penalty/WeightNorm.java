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
 * Norm of weights (RNN-NBR; paper 000, section 7): lambda times the sum of |w| (L1, slope sign(w), 0 at 0) or of w^2 (L2, slope
 * 2 w), over the weights of the chosen groups.
 */
public record WeightNorm(Norm norm, double lambda, Set<Group> groups) implements Penalty {
  /** Which norm. */
  public enum Norm {
    L1,
    L2
  }

  WeightNorm(Params p) {
    this(Norm.valueOf(p.text("norm")), p.number("lambda"), EnumSet.noneOf(Group.class));
    p.texts("weights").forEach(w -> groups.add(Group.valueOf(w.toUpperCase(Locale.ROOT))));
  }

  @Override
  public double value(ParameterSet parameters, Kernels kernels) {
    double sum = 0;
    for (View v : parameters.views()) {
      if (groups.contains(v.group())) {
        sum += norm == Norm.L1
            ? kernels.absoluteSum(parameters.values(), v.offset(), v.size())
            : kernels.dot(parameters.values(), v.offset(), parameters.values(), v.offset(), v.size());
      }
    }
    return lambda * sum;
  }

  @Override
  public void addGradient(ParameterSet parameters, Kernels kernels) {
    for (View v : parameters.views()) {
      if (!groups.contains(v.group())) {
        continue;
      }
      if (norm == Norm.L1) {
        kernels.addSign(lambda, parameters.values(), v.offset(), parameters.gradients(), v.offset(), v.size());
      } else {
        kernels.axpy(2 * lambda, parameters.values(), v.offset(), parameters.gradients(), v.offset(), v.size());
      }
    }
  }
}
