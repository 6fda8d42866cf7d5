package dev.rondo.spec.strategy;

import dev.rondo.spec.SweepSpec;
import java.util.Locale;
import java.util.function.Function;

/**
 * The search strategies by name: one line each, and a block of the same name under {@code axis.search} in
 * reference.conf.
 */
public enum StrategyKind {
  GRID(GridSearch::new),
  RANDOM(RandomSearch::new);

  @SuppressWarnings("ImmutableEnumChecker") // a constructor reference holds nothing
  private final Function<SweepSpec, SearchStrategy> constructor;

  StrategyKind(Function<SweepSpec, SearchStrategy> constructor) {
    this.constructor = constructor;
  }

  /** As in a spec, {@code successive-halving} for SUCCESSIVE_HALVING. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public SearchStrategy create(SweepSpec spec) {
    return constructor.apply(spec);
  }

  /** The strategy that a spec asks for. */
  public static SearchStrategy of(SweepSpec spec) {
    for (StrategyKind kind : values()) {
      if (kind.text().equals(spec.searchKind())) {
        return kind.create(spec);
      }
    }
    throw new IllegalStateException("the catalogue has a search of kind " + spec.searchKind()
        + ", but no strategy is it");
  }
}
