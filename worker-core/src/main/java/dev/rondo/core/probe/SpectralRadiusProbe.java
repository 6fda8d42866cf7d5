package dev.rondo.core.probe;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.init.SpectralRadius;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;

/**
 * Spectral radius of each square recurrent weight, by its name (paper 000, Figures 5 to 7); other shapes have none. All
 * eigenvalues are computed in double precision, because the largest ones lie so close together that an iteration for one of
 * them does not settle. NaN where a weight is not finite.
 */
final class SpectralRadiusProbe implements Probe {
  @Override
  public void measure(ParameterSet parameters, Kernels kernels, Listener listener) {
    for (View v : parameters.views()) {
      if (v.group() == Group.RECURRENT && v.rows() == v.cols()) {
        listener.value(v.name(), SpectralRadius.measure(parameters.values().toArray(v.offset(), v.size()), v.rows()));
      }
    }
  }
}
