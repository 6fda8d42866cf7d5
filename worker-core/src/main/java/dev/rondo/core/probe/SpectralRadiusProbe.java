package dev.rondo.core.probe;

import dev.rondo.core.init.SpectralRadius;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;

/**
 * Spectral radius of each square recurrent weight, by its name (paper 000, Figures 5 to 7), and of each square block of one that
 * has several, by its name and the block's number; other shapes have none. All
 * eigenvalues are computed in double precision, because the largest ones lie so close together that an iteration for one of
 * them does not settle. NaN where a weight is not finite.
 */
final class SpectralRadiusProbe implements Probe {
  @Override
  public void measure(Subject s, Listener listener) {
    ParameterSet parameters = s.parameters();
    for (View v : parameters.views()) {
      if (v.group() == Group.RECURRENT && v.rows() == v.blockCols()) {
        for (int k = 0; k < v.blocks(); k++) {
          listener.value(v.blocks() == 1 ? v.name() : v.name() + "." + k, SpectralRadius.measure(block(parameters, v, k), v.rows()));
        }
      }
    }
  }

  private static double[] block(ParameterSet parameters, View v, int k) {
    int n = v.blockCols();
    double[] block = new double[v.rows() * n];
    for (int i = 0; i < v.rows(); i++) {
      System.arraycopy(parameters.values().toArray(v.offset() + i * v.cols() + k * n, n), 0, block, i * n, n);
    }
    return block;
  }
}
