package dev.rondo.spec.strategy;

import dev.rondo.spec.SearchSpace;
import java.util.Optional;

/** Walks through trials that no result can change, each to its end. */
abstract class PlannedTrials implements VariantSearch {
  private final long size;
  private final int epochs;
  private long next;

  PlannedTrials(SearchSpace space, long size) {
    this.size = size;
    this.epochs = Epochs.most(space);
  }

  @Override
  public final long size() {
    return size;
  }

  @Override
  public final long known() {
    return size;
  }

  @Override
  public final Budget budget() {
    return Budget.of(size, epochs);
  }

  @Override
  public final Optional<Step> ask() {
    return next < size ? Optional.of(new Step(next++, Segment.TO_THE_END)) : Optional.empty();
  }

  @Override
  public final void tell(long position, Observation observation) {}

  @Override
  public final boolean finished() {
    return next == size;
  }
}
