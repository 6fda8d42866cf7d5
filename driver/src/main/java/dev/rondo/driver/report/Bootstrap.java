package dev.rondo.driver.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How the difference in test loss between the selected trials of two variants would vary if their trials were drawn anew:
 * the bootstrap over trials (Efron 1979). A resample draws as many trials of a variant as there are, with replacement, and
 * selects the best by validation. Which trial that is hangs on the smallest rank drawn alone, so its distribution is known in
 * closed form, and what is computed here is the limit of infinitely many resamples: no seed, no sampling error.
 *
 * @param difference of the trials that were really selected, a minus b
 * @param outcomes differences that resamples have, ascending, with the chance of each
 */
record Bootstrap(double difference, List<Outcome> outcomes) {
  /** A value with its chance. */
  record Outcome(double value, double chance) {}

  /** Chances below this are left out; they belong to trials far from the best. */
  private static final double NEGLIGIBLE = 1e-12;

  static Bootstrap of(Cohort a, Cohort b) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Outcome one : selected(a)) {
      for (Outcome other : selected(b)) {
        outcomes.add(new Outcome(one.value() - other.value(), one.chance() * other.chance()));
      }
    }
    outcomes.sort(Comparator.comparingDouble(Outcome::value));
    return new Bootstrap(a.trials().get(0).testLoss() - b.trials().get(0).testLoss(), outcomes);
  }

  /** The test loss that a resample selects. Resamples in which no trial ends well select none, and are left out. */
  static List<Outcome> selected(Cohort cohort) {
    double size = cohort.trials().size();
    double someEndWell = 1 - StrictMath.pow(cohort.endedBadly() / size, size);
    List<Outcome> outcomes = new ArrayList<>();
    for (int rank = 0; rank < cohort.ranked(); rank++) {
      double orLater = StrictMath.pow((size - rank) / size, size);
      if (orLater < NEGLIGIBLE) {
        break;
      }
      double chance = orLater - StrictMath.pow((size - rank - 1) / size, size);
      outcomes.add(new Outcome(cohort.trials().get(rank).testLoss(), chance / someEndWell));
    }
    return outcomes;
  }

  /** The smallest difference that at least this share of resamples does not exceed. */
  double quantile(double share) {
    double sum = 0;
    for (Outcome outcome : outcomes) {
      sum += outcome.chance();
      if (sum >= share) {
        return outcome.value();
      }
    }
    return outcomes.get(outcomes.size() - 1).value();
  }

  /** Whether the middle of the resamples, all but a share of {@code alpha}, lies on one side of zero. */
  boolean tells(double alpha) {
    return quantile(alpha / 2) > 0 || quantile(1 - alpha / 2) < 0;
  }
}
