package dev.rondo.core.probe;

import dev.rondo.core.Model;
import dev.rondo.core.penalty.LstmBound;
import dev.rondo.core.penalty.LstmNorms;
import dev.rondo.core.penalty.LstmNorms.Norm;
import dev.rondo.core.penalty.LstmTikhonov;

/**
 * What paper 001 bounds of a network of one LSTM layer, after {@link LstmBound}: {@code norm.WEIGHT} for each of the nine norms,
 * {@code gamma-x}, {@code gamma-h}, {@code rho-x}, {@code rho-h} and {@code beta-w}; {@code stable}, 1 where rho_h is below 1 and
 * beta w at most 1, else 0; and {@code output-variance}, the bound |W_hy|^2 rho_x^2 / (1 - rho_h^2) on the variance of linear
 * outputs by that of the inputs, infinite where the states are not stable. Norms and factors are those of the penalty lstm-tikhonov
 * where it is in use, else the spectral norm and the factors as printed. NaN where a weight is not finite.
 */
final class LstmBoundProbe implements Probe {
  private LstmNorms norms;

  @Override
  public void check(Kind kind, Model model) {
    if (!LstmNorms.suit(model.network())) {
      throw new IllegalArgumentException(
          "probes.kinds has " + kind.text() + " with model.cell.kind = " + model.params().text("model.cell.kind")
              + " and model.layers = " + model.params().integer("model.layers")
              + ": the bound is that of one lstm layer; leave the probe out, or set model.cell.kind = lstm and model.layers = 1");
    }
  }

  @Override
  public void measure(Subject s, Listener listener) {
    if (norms == null) {
      norms = new LstmNorms(s.model().network());
    }
    LstmTikhonov penalty = s.model().penalty() instanceof LstmTikhonov own ? own : null;
    double[] n = norms.measure(s.parameters(), penalty == null ? Norm.SPECTRAL : penalty.norm());
    for (int k = 0; k < n.length; k++) {
      listener.value("norm." + LstmNorms.name(k), n[k]);
    }
    LstmBound bound = LstmBound.of(penalty == null ? LstmBound.Form.PRINTED : penalty.form(), n);
    listener.value("gamma-x", bound.gammaX());
    listener.value("gamma-h", bound.gammaH());
    listener.value("rho-x", bound.rhoX());
    listener.value("rho-h", bound.rhoH());
    listener.value("beta-w", bound.betaW());
    listener.value("stable", bound.stable() ? 1 : 0);
    listener.value("output-variance", bound.outputVariance(n[LstmNorms.READOUT]));
  }
}
