package dev.rondo.core.penalty;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.model.Network;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.spec.Params;
import java.util.List;

/**
 * Weight decay: lambda times the sum of squares of all weights, a recurrent weight in factors multiplied out first (paper 004,
 * section 3.1). Biases, embeddings and initial states are left out.
 */
final class CompositeDecay implements Penalty {
  private final double lambda;
  private List<RecurrentWeights.Square> recurrent;

  CompositeDecay(Params p) {
    this(p.number("lambda"));
  }

  CompositeDecay(double lambda) {
    this.lambda = lambda;
  }

  @Override
  public void bind(Network network) {
    recurrent = RecurrentWeights.of(network);
  }

  private static boolean isOther(View v) {
    return v.group() == Group.INPUT || v.group() == Group.OUTPUT;
  }

  @Override
  public double value(ParameterSet parameters, Kernels kernels) {
    double sum = 0;
    for (View v : parameters.views()) {
      if (isOther(v)) {
        sum += kernels.dot(parameters.values(), v.offset(), parameters.values(), v.offset(), v.size());
      }
    }
    for (RecurrentWeights.Square weight : recurrent) {
      for (double w : weight.values(parameters)) {
        sum += w * w;
      }
    }
    return lambda * sum;
  }

  @Override
  public void addGradient(ParameterSet parameters, Kernels kernels) {
    if (lambda == 0) {
      return;
    }
    for (View v : parameters.views()) {
      if (isOther(v)) {
        kernels.axpy(2 * lambda, parameters.values(), v.offset(), parameters.gradients(), v.offset(), v.size());
      }
    }
    for (RecurrentWeights.Square weight : recurrent) {
      double[] w = weight.values(parameters);
      for (int i = 0; i < w.length; i++) {
        w[i] *= 2 * lambda;
      }
      weight.addGradient(parameters, w);
    }
  }
}
