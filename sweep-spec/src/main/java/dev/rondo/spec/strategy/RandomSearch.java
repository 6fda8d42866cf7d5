package dev.rondo.spec.strategy;

import dev.rondo.spec.Params;
import dev.rondo.spec.SweepSpec;
import java.util.SortedMap;

/** Independent draws from the domains (Bergstra and Bengio 2012). */
final class RandomSearch extends PlannedTrials {
  private final long seed;
  private final SweepSpec.Variant variant;

  RandomSearch(SweepSpec spec, SweepSpec.Variant variant) {
    super(variant.space(), Params.of(variant.search()).integer("trials"));
    seed = spec.seed();
    this.variant = variant;
  }

  @Override
  public SortedMap<String, String> values(long position) {
    return variant.space().draw(seed, variant.name(), position);
  }
}
