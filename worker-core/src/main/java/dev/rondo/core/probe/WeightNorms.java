package dev.rondo.core.probe;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.optim.Optimizer;

/** Frobenius norm of each weight, by its name; biases are left out. Summed in double precision. */
final class WeightNorms implements Probe {
  @Override
  public void measure(ParameterSet parameters, Kernels kernels, Optimizer optimizer, Listener listener) {
    for (View v : parameters.views()) {
      if (v.group() != Group.BIAS) {
        listener.value(
            v.name(),
            Math.sqrt(kernels.dot(parameters.values(), v.offset(), parameters.values(), v.offset(), v.size())));
      }
    }
  }
}
