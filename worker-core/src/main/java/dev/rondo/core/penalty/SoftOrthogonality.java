package dev.rondo.core.penalty;

import static dev.rondo.core.compute.Kernels.Op.PLAIN;
import static dev.rondo.core.compute.Kernels.Op.TRANSPOSED;

import dev.rondo.core.compute.Dense;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.model.Network;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.spec.Params;
import java.util.List;

/**
 * lambda ||W'W - I||^2, Frobenius, of each square recurrent weight, one in factors multiplied out (paper 004, equation 7), which
 * is lambda times the sum of (s^2 - 1)^2 over its singular values s; or of the bases U and V of weights in factors instead, as in
 * the paper's code; and the weight decay of {@link CompositeDecay} beside it.
 */
final class SoftOrthogonality implements Penalty {
  private final double lambda;
  private final boolean ofBases;
  private final CompositeDecay decay;
  private List<RecurrentWeights.Square> penalised;

  SoftOrthogonality(Params p) {
    lambda = p.number("lambda");
    ofBases = p.text("of").equals("bases");
    decay = new CompositeDecay(p.number("decay"));
  }

  @Override
  public void bind(Network network) {
    penalised = ofBases ? RecurrentWeights.bases(network) : RecurrentWeights.of(network);
    if (penalised.isEmpty()) {
      throw new IllegalArgumentException(
          ofBases
              ? "penalty.of = bases: only cells with their recurrent weight in factors have bases; set model.cell.kind ="
                  + " factorised-elman or factorised-elman-free, or penalty.of = weights"
              : "penalty.kind = soft-orthogonality: this network has no square recurrent weight; set penalty.kind = none, or"
                  + " another model.cell.kind");
    }
    decay.bind(network);
  }

  @Override
  public double value(ParameterSet parameters, Kernels kernels) {
    double sum = 0;
    for (RecurrentWeights.Square weight : penalised) {
      for (double r : excess(weight.values(parameters), weight.n())) {
        sum += r * r;
      }
    }
    return lambda * sum + decay.value(parameters, kernels);
  }

  @Override
  public void addGradient(ParameterSet parameters, Kernels kernels) {
    for (RecurrentWeights.Square weight : penalised) {
      int n = weight.n();
      double[] w = weight.values(parameters);
      double[] byW = Dense.product(PLAIN, PLAIN, n, n, n, w, excess(w, n));
      for (int i = 0; i < byW.length; i++) {
        byW[i] *= 4 * lambda;
      }
      weight.addGradient(parameters, byW);
    }
    decay.addGradient(parameters, kernels);
  }

  /** W'W - I. */
  private static double[] excess(double[] w, int n) {
    double[] r = Dense.product(TRANSPOSED, PLAIN, n, n, n, w, w);
    for (int i = 0; i < n; i++) {
      r[i * n + i] -= 1;
    }
    return r;
  }
}
