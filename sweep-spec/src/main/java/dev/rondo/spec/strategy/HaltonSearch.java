package dev.rondo.spec.strategy;

import dev.rondo.spec.Dimensions;
import dev.rondo.spec.Params;
import dev.rondo.spec.Seeds;
import dev.rondo.spec.SweepSpec;
import java.util.SortedMap;

/** Points that fill the space evenly (Halton 1960, each digit permuted at random: Owen 2017). */
final class HaltonSearch extends PlannedTrials {
  private final Dimensions dimensions;
  private final HaltonSequence sequence;

  HaltonSearch(SweepSpec spec, SweepSpec.Variant variant) {
    super(variant.space(), Params.of(variant.search()).integer("trials"));
    dimensions = new Dimensions(variant.space());
    sequence = new HaltonSequence(dimensions.size(), Seeds.of(spec.seed(), "halton", Seeds.of(0, variant.name())));
  }

  @Override
  public SortedMap<String, String> values(long position) {
    return dimensions.point(sequence.at(position));
  }
}
