package dev.rondo.spec.strategy;

import dev.rondo.spec.SweepSpec;
import java.util.Optional;
import java.util.SortedMap;

/** Random trials in {@link Brackets}, which know nothing of each other and run side by side (Li et al. 2018). */
final class Hyperband implements VariantSearch {
  private final long seed;
  private final SweepSpec.Variant variant;
  private final Brackets brackets;

  Hyperband(SweepSpec spec, SweepSpec.Variant variant) {
    seed = spec.seed();
    this.variant = variant;
    brackets = new Brackets(spec.goal(), variant);
  }

  @Override
  public long size() {
    return brackets.size();
  }

  @Override
  public long known() {
    return brackets.size();
  }

  @Override
  public SortedMap<String, String> values(long position) {
    return variant.space().draw(seed, variant.name(), position);
  }

  @Override
  public Budget budget() {
    return brackets.budget();
  }

  @Override
  public Optional<Step> ask() {
    for (int i = 0; i < brackets.count(); i++) {
      Optional<Step> step = brackets.get(i).ask();
      if (step.isPresent()) {
        return step;
      }
    }
    return Optional.empty();
  }

  @Override
  public void tell(long position, Observation observation) {
    brackets.owner(position).tell(position, observation);
  }

  @Override
  public boolean finished() {
    return brackets.finished();
  }
}
