package dev.rondo.spec.strategy;

import dev.rondo.spec.Params;
import dev.rondo.spec.SweepSpec;
import java.util.Optional;
import java.util.SortedMap;

/** Random trials in one {@link Bracket}, which waits for a whole rung before it decides (Jamieson and Talwalkar 2016). */
final class SuccessiveHalving implements VariantSearch {
  private final long seed;
  private final SweepSpec.Variant variant;
  private final int trials;
  private final Rungs rungs;
  private final Bracket bracket;

  SuccessiveHalving(SweepSpec spec, SweepSpec.Variant variant) {
    seed = spec.seed();
    this.variant = variant;
    trials = Params.of(variant.search()).integer("trials");
    rungs = Rungs.of(variant);
    bracket = new Bracket(spec.goal(), rungs, 0, trials);
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

  @Override
  public Budget budget() {
    return rungs.budget(Bracket.sizes(rungs, trials));
  }

  @Override
  public Optional<Step> ask() {
    return bracket.ask();
  }

  @Override
  public void tell(long position, Observation observation) {
    bracket.tell(position, observation);
  }

  @Override
  public boolean finished() {
    return bracket.finished();
  }
}
