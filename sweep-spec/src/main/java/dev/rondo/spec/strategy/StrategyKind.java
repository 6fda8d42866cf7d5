package dev.rondo.spec.strategy;

import dev.rondo.spec.SweepSpec;
import java.util.Locale;
import java.util.function.BiFunction;

/**
 * The search strategies by name: one line each, and a block of the same name under {@code axis.search} in
 * reference.conf.
 */
public enum StrategyKind {
  GRID(GridSearch::new),
  RANDOM(RandomSearch::new),
  HALTON(HaltonSearch::new),
  ENQUEUE(GivenTrials::new),
  REPEAT_BEST(RepeatBest::new),
  TPE(TpeSearch::new),
  SUCCESSIVE_HALVING(SuccessiveHalving::new),
  HYPERBAND(Hyperband::new),
  BOHB(Bohb::new),
  ASHA(Asha::new),
  PBT(PopulationBasedTraining::new),
  MEDIAN_STOPPING(MedianStopping::new);

  @SuppressWarnings("ImmutableEnumChecker") // a constructor reference holds nothing
  private final BiFunction<SweepSpec, SweepSpec.Variant, VariantSearch> search;

  StrategyKind(BiFunction<SweepSpec, SweepSpec.Variant, VariantSearch> search) {
    this.search = search;
  }

  /** As in a spec, {@code successive-halving} for SUCCESSIVE_HALVING. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The strategy of a kind for a spec that has its settings. */
  public SearchStrategy create(SweepSpec spec) {
    return new VariantTurns(spec, search);
  }

  /** The search within one variant. */
  VariantSearch within(SweepSpec spec, SweepSpec.Variant variant) {
    return search.apply(spec, variant);
  }

  /** The strategy that a spec asks for. */
  public static SearchStrategy of(SweepSpec spec) {
    return of(spec.searchKind()).create(spec);
  }

  static StrategyKind of(String text) {
    for (StrategyKind kind : values()) {
      if (kind.text().equals(text)) {
        return kind;
      }
    }
    throw new IllegalStateException("the catalogue has a search of kind " + text + ", but no strategy is it");
  }
}
