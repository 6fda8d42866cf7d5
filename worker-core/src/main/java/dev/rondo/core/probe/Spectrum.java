package dev.rondo.core.probe;

import dev.rondo.core.compute.Svd;
import dev.rondo.core.model.Network;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.penalty.RecurrentWeights;
import dev.rondo.core.penalty.RecurrentWeights.Square;
import java.util.Arrays;
import java.util.List;

/**
 * Mean, standard deviation, least and largest of the singular values of each square recurrent weight (paper 004, Figure 3), as
 * {@code recurrent.mean}, {@code .std}, {@code .min} and {@code .max}, and of each square block of one that has several. Where a
 * cell has its recurrent weight in factors U diag(s) V', {@code recurrent} is the product; s stands beside it as {@code spectrum},
 * and U and V' by their names. The first two are the same while U and V' are orthogonal. NaN where a weight is not finite.
 */
final class Spectrum implements Probe {
  @Override
  public void measure(Subject s, Listener listener) {
    tell(RecurrentWeights.of(s.model().network()), s.parameters(), listener);
    for (Network.Layer layer : s.model().network().layers()) {
      layer.cell().factors().ifPresent(factors -> {
        View p = s.parameters().view(layer.prefix() + factors.spectrum());
        double[] values = s.parameters().values().toArray(p.offset(), p.size());
        tell(p.name(), Arrays.stream(values).map(v -> Math.abs(factors.singularValue(v))).toArray(), listener);
      });
    }
    tell(RecurrentWeights.bases(s.model().network()), s.parameters(), listener);
  }

  private static void tell(List<Square> weights, ParameterSet parameters, Listener listener) {
    for (Square w : weights) {
      double[] values = w.values(parameters);
      boolean finite = Arrays.stream(values).allMatch(Double::isFinite);
      tell(w.name(), finite ? Svd.of(values, w.n(), w.n()).values() : new double[] {Double.NaN}, listener);
    }
  }

  private static void tell(String key, double[] values, Listener listener) {
    double mean = Arrays.stream(values).sum() / values.length;
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length;
    listener.value(key + ".mean", mean);
    listener.value(key + ".std", Math.sqrt(variance));
    listener.value(key + ".min", Arrays.stream(values).min().orElseThrow());
    listener.value(key + ".max", Arrays.stream(values).max().orElseThrow());
  }
}
