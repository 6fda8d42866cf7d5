package dev.rondo.core.data.synthetic;

import java.util.Map;

/**
 * The distribution of one step.
 *
 * @param chances what can sound, with its probability; walked in a fixed order (a LinkedHashMap), so that sums
 *     have the same bits everywhere
 */
record Prediction(Map<Voicing, Double> chances) {
  private static final int LOWEST = 21; // A0, the first key of a piano

  /** H(x) in nats. */
  double entropy() {
    double sum = 0;
    for (double p : chances.values()) {
      sum -= p > 0 ? p * StrictMath.log(p) : 0;
    }
    return sum;
  }

  /** P(key on) for each of the keys, A0 first. */
  double[] marginals(int keys) {
    double[] on = new double[keys];
    for (Map.Entry<Voicing, Double> entry : chances.entrySet()) {
      for (int voice = 0; voice < Voicing.VOICES; voice++) {
        on[entry.getKey().note(voice) - LOWEST] += entry.getValue();
      }
    }
    return on;
  }

  /** The entropies of the single keys added up, in nats: what independent outputs pay at least. */
  double independentEntropy(int keys) {
    double sum = 0;
    for (double p : marginals(keys)) {
      // A sum of chances that add up to 1 may come out a hair above 1.
      if (p > 0 && p < 1) {
        sum -= p * StrictMath.log(p) + (1 - p) * StrictMath.log1p(-p);
      }
    }
    return sum;
  }
}
