package dev.rondo.spec.strategy;

import dev.rondo.spec.Dimensions;
import dev.rondo.spec.Params;
import dev.rondo.spec.Seeds;
import dev.rondo.spec.SweepSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * {@link TpeSampler} in rounds: the first trials are independent draws; each round after them is proposed from the
 * results of all rounds before, when the last of those has come. So the proposals are the same however many trials are
 * under way at a time.
 */
final class TpeSearch implements VariantSearch {
  private final long seed;
  private final SweepSpec.Variant variant;
  private final Dimensions dimensions;
  private final TpeSampler sampler;
  private final int trials;
  private final int startup;
  private final int round;
  private final int epochs;
  private final List<double[]> points = new ArrayList<>();
  private final List<Double> scores = new ArrayList<>();
  private int next;
  private int told;

  TpeSearch(SweepSpec spec, SweepSpec.Variant variant) {
    seed = spec.seed();
    this.variant = variant;
    Params settings = Params.of(variant.search());
    trials = settings.integer("trials");
    startup = Math.min(trials, settings.integer("startup"));
    round = settings.integer("round");
    epochs = Epochs.most(variant.space());
    dimensions = new Dimensions(variant.space());
    sampler = new TpeSampler(
        dimensions, spec.goal(), settings.number("gamma"), settings.integer("candidates"),
        Seeds.of(seed, "search", Seeds.of(0, variant.name())));
    for (int i = 0; i < startup; i++) {
      points.add(draw(i));
    }
  }

  private double[] draw(long position) {
    return dimensions.draw(seed, variant.name(), position);
  }

  @Override
  public long size() {
    return trials;
  }

  @Override
  public long known() {
    return startup;
  }

  @Override
  public SortedMap<String, String> values(long position) {
    return dimensions.point(points.get((int) position));
  }

  @Override
  public Budget budget() {
    return Budget.of(trials, epochs);
  }

  @Override
  public Optional<Step> ask() {
    if (next == points.size() && told == next) {
      propose();
    }
    return next < points.size() ? Optional.of(new Step(next++, Segment.TO_THE_END)) : Optional.empty();
  }

  private void propose() {
    for (int i = 0; i < round && points.size() < trials; i++) {
      points.add(sampler.propose(points, scores, points.size()).orElse(draw(points.size())));
    }
  }

  @Override
  public void tell(long position, Observation observation) {
    while (scores.size() <= position) {
      scores.add(Double.NaN);
    }
    scores.set((int) position, observation.score());
    told++;
  }

  @Override
  public boolean finished() {
    return next == trials;
  }
}
