package dev.rondo.spec.strategy;

import dev.rondo.spec.Params;
import dev.rondo.spec.SweepSpec;
import java.util.SortedMap;

/** Configurations that the spec gives, and after them independent draws. */
final class GivenTrials extends PlannedTrials {
  private final long seed;
  private final SweepSpec.Variant variant;

  GivenTrials(SweepSpec spec, SweepSpec.Variant variant) {
    super(variant.space(), (long) variant.first().size() + Params.of(variant.search()).integer("trials"));
    seed = spec.seed();
    this.variant = variant;
  }

  @Override
  public SortedMap<String, String> values(long position) {
    boolean given = position < variant.first().size();
    return (given ? variant.first().get((int) position) : variant.space()).draw(seed, variant.name(), position);
  }
}
