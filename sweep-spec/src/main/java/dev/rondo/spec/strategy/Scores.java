package dev.rondo.spec.strategy;

import dev.rondo.spec.Goal;
import java.util.Comparator;
import java.util.function.ToDoubleFunction;

/** Ranks by a score, the best first and NaN last. */
final class Scores {
  private Scores() {}

  /** Equal scores stay in the order they have, when the sort is stable. */
  static <T> Comparator<T> bestFirst(Goal goal, ToDoubleFunction<T> score) {
    double sign = goal == Goal.MINIMIZE ? 1 : -1;
    // A negated NaN is NaN, which compare puts behind every number.
    return (a, b) -> Double.compare(sign * score.applyAsDouble(a), sign * score.applyAsDouble(b));
  }
}
