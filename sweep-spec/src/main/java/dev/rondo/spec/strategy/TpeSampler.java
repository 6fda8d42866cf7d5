package dev.rondo.spec.strategy;

import dev.rondo.spec.Dimensions;
import dev.rondo.spec.Goal;
import dev.rondo.spec.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The tree-structured Parzen estimator (Bergstra et al. 2011, section 4): splits trials into a good share gamma and the
 * rest, draws candidates from the density l of the good ones, and proposes the one with the largest l / g, where g is
 * the density of the rest.
 */
final class TpeSampler {
  private final Dimensions dimensions;
  private final Goal goal;
  private final double gamma;
  private final int candidates;
  private final long seed;

  /**
   * @param gamma share of the trials that is good, above 0 and below 1
   * @param candidates drawn for each proposal
   */
  TpeSampler(Dimensions dimensions, Goal goal, double gamma, int candidates, long seed) {
    this.dimensions = dimensions;
    this.goal = goal;
    this.gamma = gamma;
    this.candidates = candidates;
    this.seed = seed;
  }

  /**
   * A new point.
   *
   * @param points that were tried
   * @param scores of the first of them; NaN for trials that failed. Points without a score are still to run, and count
   *     as bad, so that the next proposal goes elsewhere (the constant liar of Ginsbourger et al. 2010, at its worst)
   * @param position of the proposal, on which its random numbers hang
   * @return empty when no point has a score that is a number
   */
  Optional<double[]> propose(List<double[]> points, List<Double> scores, long position) {
    List<Integer> ranked = IntStream.range(0, scores.size()).boxed()
        .sorted(Scores.<Integer>bestFirst(goal, scores::get)).toList();
    int some = (int) Math.ceil(gamma * scores.size());
    List<double[]> good = new ArrayList<>();
    List<double[]> bad = new ArrayList<>();
    for (int i : ranked) {
      boolean isGood = good.size() < some && !Double.isNaN(scores.get(i));
      (isGood ? good : bad).add(points.get(i));
    }
    bad.addAll(points.subList(scores.size(), points.size()));
    if (good.isEmpty()) {
      return Optional.empty();
    }
    ParzenEstimator l = new ParzenEstimator(dimensions, good);
    ParzenEstimator g = new ParzenEstimator(dimensions, bad);
    double[] best = null;
    double most = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < candidates; c++) {
      int candidate = c;
      double[] u = l.draw(d -> Seeds.unit(seed, "tpe", position, candidate, d));
      double ratio = l.log(u) - g.log(u);
      if (best == null || ratio > most) {
        best = u;
        most = ratio;
      }
    }
    return Optional.of(best);
  }
}
