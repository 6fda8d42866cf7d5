package dev.rondo.spec.strategy;

import dev.rondo.spec.SearchSpace;
import dev.rondo.spec.SweepSpec;
import java.util.SortedMap;

/** Every combination of the values of every domain. */
final class GridSearch extends PlannedTrials {
  private final SearchSpace space;

  GridSearch(SweepSpec spec, SweepSpec.Variant variant) {
    super(variant.space(), variant.space().gridSize().longValueExact());
    space = variant.space();
  }

  @Override
  public SortedMap<String, String> values(long position) {
    return space.gridPoint(position);
  }
}
