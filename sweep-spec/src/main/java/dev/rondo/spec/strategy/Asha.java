package dev.rondo.spec.strategy;

import dev.rondo.spec.Goal;
import dev.rondo.spec.Params;
import dev.rondo.spec.SweepSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Asynchronous successive halving of random trials (Li et al. 2020, algorithm 2): whenever there is room, the highest
 * rung in which a trial is among the best 1 / eta of those that came so far sends it up; else a new trial begins. So it
 * never waits, and what it decides depends on the order of arrival: the decisions are kept.
 */
final class Asha implements VariantSearch {
  private final long seed;
  private final Goal goal;
  private final SweepSpec.Variant variant;
  private final int trials;
  private final Rungs rungs;
  private final List<Rung> results = new ArrayList<>();
  /** By position: the rung to which a trial was sent last. */
  private final int[] sent;
  private final BitSet ended = new BitSet();
  private int begun;

  /** What came to a rung. */
  private final class Rung {
    /** The best first. */
    final List<Integer> ranked = new ArrayList<>();
    final BitSet arrived = new BitSet();
    final BitSet promoted = new BitSet();
    final double[] scores = new double[trials];
    final Comparator<Integer> order =
        Scores.<Integer>bestFirst(goal, i -> scores[i]).thenComparing(Comparator.naturalOrder());

    void add(int trial, double score) {
      scores[trial] = score;
      arrived.set(trial);
      ranked.add(-Collections.binarySearch(ranked, trial, order) - 1, trial);
    }
  }

  Asha(SweepSpec spec, SweepSpec.Variant variant) {
    seed = spec.seed();
    goal = spec.goal();
    this.variant = variant;
    trials = Params.of(variant.search()).integer("trials");
    rungs = Rungs.of(variant);
    sent = new int[trials];
    Arrays.fill(sent, -1);
    for (int i = 0; i < rungs.count(); i++) {
      results.add(new Rung());
    }
  }

  @Override
  public long size() {
    return trials;
  }

  @Override
  public long known() {
    return trials;
  }

  @Override
  public SortedMap<String, String> values(long position) {
    return variant.space().draw(seed, variant.name(), position);
  }

  /** When the trials come from worst to best, most of them are promoted by mistake; no rung gets more than all. */
  @Override
  public Budget budget() {
    return rungs.budget(Collections.nCopies(rungs.count(), trials));
  }

  @Override
  public boolean ordered() {
    return true;
  }

  @Override
  public Optional<Step> ask() {
    for (int rung = rungs.count() - 2; rung >= 0; rung--) {
      Optional<Integer> trial = promotable(rung);
      if (trial.isPresent()) {
        return Optional.of(promote(trial.get(), rung));
      }
    }
    return begun < trials ? Optional.of(begin()) : Optional.empty();
  }

  private Step begin() {
    sent[begun] = 0;
    return new Step(begun++, rungs.until(0));
  }

  private Step promote(int trial, int rung) {
    results.get(rung).promoted.set(trial);
    sent[trial] = rung + 1;
    return new Step(trial, rungs.until(rung + 1));
  }

  /** The best trial among the top 1 / eta of a rung that has not gone on; trials that ended hold their place. */
  private Optional<Integer> promotable(int rung) {
    Rung at = results.get(rung);
    return at.ranked.subList(0, at.ranked.size() / rungs.eta()).stream()
        .filter(i -> !at.promoted.get(i) && !ended.get(i))
        .findFirst();
  }

  @Override
  public void tell(long position, Observation observation) {
    int trial = (int) position;
    if (observation.ended()) {
      ended.set(trial);
    }
    // A trial that has ended well stands in all higher rungs as well, where it competes with its last score.
    int highest = observation.ended() && !Double.isNaN(observation.score()) ? rungs.count() - 1 : sent[trial];
    for (int rung = sent[trial]; rung <= highest; rung++) {
      results.get(rung).add(trial, observation.score());
    }
  }

  @Override
  public boolean retake(Step step) {
    int trial = (int) step.position();
    if (trial == begun && trial < trials && step.untilEpoch() == rungs.until(0)) {
      begin();
      return true;
    }
    int rung = trial < begun ? sent[trial] : rungs.count();
    if (rung + 1 >= rungs.count() || step.untilEpoch() != rungs.until(rung + 1)) {
      throw new IllegalArgumentException(
          "trial " + step.position() + " cannot go on until epoch " + step.untilEpoch() + " here");
    }
    if (!results.get(rung).arrived.get(trial)) {
      return false;
    }
    promote(trial, rung);
    return true;
  }

  @Override
  public boolean finished() {
    for (int rung = 0; rung + 1 < rungs.count(); rung++) {
      if (promotable(rung).isPresent()) {
        return false;
      }
    }
    return begun == trials;
  }
}
