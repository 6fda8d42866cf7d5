package dev.rondo.spec.strategy;

import dev.rondo.spec.Goal;
import dev.rondo.spec.Params;
import dev.rondo.spec.SweepSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The brackets of Hyperband (Li et al. 2018, algorithm 1): the first begins with many trials at the lowest rung, each
 * next one with fewer trials one rung higher, the last with a few that run to their end at once. All of it as many times
 * as the setting {@code rounds} says.
 */
final class Brackets {
  private final List<Bracket> brackets = new ArrayList<>();
  private final List<Long> firsts = new ArrayList<>();
  private long size;
  private Budget budget = Budget.of(0, 1);

  Brackets(Goal goal, SweepSpec.Variant variant) {
    Rungs all = Rungs.of(variant);
    for (int round = 0; round < Params.of(variant.search()).integer("rounds"); round++) {
      for (int lowest = 0; lowest < all.count(); lowest++) {
        Rungs rungs = all.from(lowest);
        int trials = trials(all.count(), rungs.count(), all.eta());
        brackets.add(new Bracket(goal, rungs, size, trials));
        firsts.add(size);
        size += trials;
        budget = budget.plus(rungs.budget(Bracket.sizes(rungs, trials)));
      }
    }
  }

  /** n = ceil((s_max + 1) / (s + 1) eta^s), where a bracket has s + 1 of the s_max + 1 rungs. */
  static int trials(int allRungs, int rungs, int eta) {
    long power = 1;
    for (int i = 1; i < rungs; i++) {
      power = Math.multiplyExact(power, eta);
    }
    return Math.toIntExact((allRungs * power + rungs - 1) / rungs);
  }

  int count() {
    return brackets.size();
  }

  Bracket get(int bracket) {
    return brackets.get(bracket);
  }

  /** Position of the first trial of a bracket; the number of all trials behind the last. */
  long first(int bracket) {
    return bracket == brackets.size() ? size : firsts.get(bracket);
  }

  long size() {
    return size;
  }

  Budget budget() {
    return budget;
  }

  Bracket owner(long position) {
    return brackets.stream().filter(bracket -> bracket.owns(position)).findFirst().orElseThrow();
  }

  boolean finished() {
    return brackets.stream().allMatch(Bracket::finished);
  }
}
