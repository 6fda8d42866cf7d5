package dev.rondo.spec.strategy;

import dev.rondo.spec.Goal;
import dev.rondo.spec.Params;
import dev.rondo.spec.SweepSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * Independent draws, and then the best of them again, with the same values and other seeds. The repeats begin when all
 * draws have ended; they take turns, so that every configuration has one before any has two. Only configurations with a
 * score are repeated.
 */
final class RepeatBest implements VariantSearch {
  private final long seed;
  private final Goal goal;
  private final SweepSpec.Variant variant;
  private final int trials;
  private final int best;
  private final int repeats;
  private final int epochs;
  private final double[] scores;
  /** Positions of the best draws; null until they are known. */
  private List<Integer> chosen;
  private int told;
  private int next;

  RepeatBest(SweepSpec spec, SweepSpec.Variant variant) {
    seed = spec.seed();
    goal = spec.goal();
    this.variant = variant;
    Params settings = Params.of(variant.search());
    trials = settings.integer("trials");
    best = settings.integer("best");
    repeats = settings.integer("repeats");
    epochs = Epochs.most(variant.space());
    scores = new double[trials];
  }

  @Override
  public long size() {
    return trials + (long) best * repeats;
  }

  @Override
  public long known() {
    return trials;
  }

  @Override
  public SortedMap<String, String> values(long position) {
    long draw = position < trials ? position : chosen.get((int) ((position - trials) % chosen.size()));
    return variant.space().draw(seed, variant.name(), draw);
  }

  @Override
  public Budget budget() {
    return Budget.of(size(), epochs);
  }

  @Override
  public Optional<Step> ask() {
    return next < ready() ? Optional.of(new Step(next++, Segment.TO_THE_END)) : Optional.empty();
  }

  private int ready() {
    return chosen == null ? trials : trials + chosen.size() * repeats;
  }

  @Override
  public void tell(long position, Observation observation) {
    if (position < trials) {
      scores[(int) position] = observation.score();
      told++;
    }
    if (chosen == null && told == trials) {
      List<Integer> ranked = new ArrayList<>(IntStream.range(0, trials).boxed().toList());
      ranked.removeIf(i -> Double.isNaN(scores[i]));
      ranked.sort(Scores.bestFirst(goal, i -> scores[i]));
      chosen = List.copyOf(ranked.subList(0, Math.min(best, ranked.size())));
    }
  }

  @Override
  public boolean finished() {
    return chosen != null && next == ready();
  }
}
