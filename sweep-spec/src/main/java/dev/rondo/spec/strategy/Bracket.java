package dev.rondo.spec.strategy;

import dev.rondo.spec.Goal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One run of synchronous successive halving (Jamieson and Talwalkar 2016; Li et al. 2018, algorithm 1, lines 5 to 10):
 * all trials run to the first rung, the best n / eta of n go on to the next, and so on. A trial that has ended by itself
 * keeps its score and its place, and takes no more epochs.
 */
final class Bracket {
  private final Goal goal;
  private final Rungs rungs;
  private final long first;
  private final double[] scores;
  private final boolean[] ended;
  private List<Integer> alive;
  private int rung;
  /** Of those alive: how many have been asked for or passed over, and how many have a score of this rung. */
  private int next;
  private int scored;

  /**
   * @param first position of its first trial
   * @param size trials
   */
  Bracket(Goal goal, Rungs rungs, long first, int size) {
    this.goal = goal;
    this.rungs = rungs;
    this.first = first;
    this.scores = new double[size];
    this.ended = new boolean[size];
    Arrays.fill(scores, Double.NaN);
    this.alive = IntStream.range(0, size).boxed().toList();
  }

  /** How many trials reach each rung. */
  static List<Integer> sizes(Rungs rungs, int size) {
    List<Integer> sizes = new ArrayList<>();
    int left = size;
    for (int i = 0; i < rungs.count(); i++) {
      sizes.add(Math.max(1, left));
      left /= rungs.eta();
    }
    return sizes;
  }

  boolean owns(long position) {
    return position >= first && position < first + scores.length;
  }

  /** The epochs of the rung to which its trials run now. */
  int epochs() {
    return rungs.epochs().get(rung);
  }

  Optional<VariantSearch.Step> ask() {
    while (next < alive.size()) {
      int trial = alive.get(next++);
      if (!ended[trial]) {
        return Optional.of(new VariantSearch.Step(first + trial, rungs.until(rung)));
      }
    }
    return Optional.empty();
  }

  void tell(long position, Observation observation) {
    int trial = (int) (position - first);
    scores[trial] = observation.score();
    ended[trial] = observation.ended();
    scored++;
    while (scored == alive.size() && rung < rungs.count()) {
      promote();
    }
  }

  private void promote() {
    rung++;
    if (rung == rungs.count()) {
      alive = List.of();
    } else {
      int keep = sizes(rungs, scores.length).get(rung);
      alive = alive.stream().sorted(Scores.<Integer>bestFirst(goal, i -> scores[i]).thenComparing(i -> i)).limit(keep)
          .toList();
    }
    next = 0;
    scored = (int) alive.stream().filter(i -> ended[i]).count();
  }

  boolean finished() {
    return rung >= rungs.count();
  }
}
