package dev.rondo.spec;

import dev.rondo.spec.strategy.StrategyKind;
import java.util.List;
import java.util.SortedMap;

/**
 * A sweep as it was asked for, checked and complete: built by {@link SweepSpecReader}.
 *
 * @param name of the sweep
 * @param seed on which everything random in the sweep hangs
 * @param metric by which the best configuration is selected, as in {@code valid.loss}
 * @param goal which way the metric is better
 * @param searchKind which search strategy, see {@link Catalogue#SEARCH}
 * @param variants in the order of the file; at least one
 * @param run settings about how trials are run, defaults included; they change no result, so {@link #toJson} leaves them out
 */
public record SweepSpec(
    String name, long seed, String metric, Goal goal, String searchKind, List<Variant> variants,
    SortedMap<String, String> run) {
  /**
   * A named overlay of the spec.
   *
   * @param name lower-case letters, digits and hyphens
   * @param space what its trials can be
   * @param search settings of the search strategy, defaults included; the kind among them
   * @param first the spaces of the trials that were given ({@code search.first}), each as narrow as its overlay makes it
   */
  public record Variant(String name, SearchSpace space, SortedMap<String, String> search, List<SearchSpace> first) {
    public Variant {
      first = List.copyOf(first);
    }

    /** A variant for which no trials were given. */
    public Variant(String name, SearchSpace space, SortedMap<String, String> search) {
      this(name, space, search, List.of());
    }
  }

  public SweepSpec {
    variants = List.copyOf(variants);
    if (variants.isEmpty()) {
      throw new IllegalArgumentException("a sweep needs a variant");
    }
  }

  /** In the order of the file. */
  public List<String> variantNames() {
    return variants.stream().map(Variant::name).toList();
  }

  /**
   * The variant of a name that a person gave.
   *
   * @throws SpecException when there is no such variant; the message names those there are
   */
  public Variant variant(String variant) throws SpecException {
    for (Variant candidate : variants) {
      if (candidate.name().equals(variant)) {
        return candidate;
      }
    }
    throw new SpecException(
        "variant \"" + Values.shorten(variant) + "\": unknown variant of " + name
            + Suggest.cure(variant, variantNames()));
  }

  /** The trials in their order, as the search strategy plans them. */
  public TrialPlan plan() {
    return StrategyKind.of(this).plan();
  }

  /** The resolved spec as canonical JSON on one line, every default included: what to store beside the results. */
  public String toJson() {
    return SpecJson.write(this);
  }

  /** 16 hex digits; equal for specs that ask for the same, however they are written. */
  public String hash() {
    return Canonical.hash(toJson());
  }
}
