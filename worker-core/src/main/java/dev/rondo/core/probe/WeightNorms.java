package dev.rondo.core.probe;

import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;

/** Frobenius norm of each weight, by its name; biases are left out. Summed in double precision. */
final class WeightNorms implements Probe {
  @Override
  public void measure(Subject s, Listener listener) {
    Tensor values = s.parameters().values();
    for (View v : s.parameters().views()) {
      if (v.group() != Group.BIAS) {
        listener.value(v.name(), Math.sqrt(s.kernels().dot(values, v.offset(), values, v.offset(), v.size())));
      }
    }
  }
}
