package dev.rondo.core.perturb;

import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.spec.Params;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/**
 * Dropout of units on connections that are not recurrent (paper 003, equations 2.33 to 2.38 with the mask on what a unit hands
 * on; paper 002, appendix B): each number that passes there is set to zero or kept, anew at every step of every sequence;
 * evaluation drops nothing.
 *
 * @param rate probability that a number is dropped, in [0, 1)
 * @param places which connections
 * @param scale what makes up for dropped numbers
 */
public record UnitDropout(double rate, Set<Place> places, Scale scale) {
  /** Every kind, by its name in a spec. */
  public enum Kind {
    NONE(p -> null),
    UNITS(UnitDropout::of);

    private final Function<Params, UnitDropout> constructor;

    Kind(Function<Params, UnitDropout> constructor) {
      this.constructor = constructor;
    }

    /** The dropout of these settings; null for {@link #NONE}, and where a spec does not name it. */
    public static UnitDropout of(Params params) {
      return params.isNone("kind") ? null : Perturbation.constant(Kind.class, params.kind()).constructor.apply(params);
    }
  }

  /** Which connections. */
  public enum Place {
    /** From the network's inputs to the lowest layer. */
    INPUTS,
    /** From the states of each layer to the next layer. */
    BETWEEN_LAYERS,
    /** From the states of the highest layer to the outputs. */
    OUTPUT
  }

  /** What makes up for dropped numbers. */
  public enum Scale {
    /** Training divides what is kept by the probability of keeping. */
    INVERTED,
    /** Evaluation multiplies by that probability, as the paper does with the weights behind. */
    TEST
  }

  private static UnitDropout of(Params p) {
    Set<Place> places = EnumSet.noneOf(Place.class);
    p.texts("places").forEach(place -> places.add(Perturbation.constant(Place.class, place)));
    return new UnitDropout(p.number("rate"), places, Perturbation.constant(Scale.class, p.text("scale")));
  }

  public boolean drops(Place place) {
    return places.contains(place);
  }

  public double keep() {
    return 1 - rate;
  }

  /** What a kept number is multiplied by in training. */
  public double trainingScale() {
    return scale == Scale.INVERTED ? 1 / keep() : 1;
  }

  /** What every number is multiplied by in evaluation. */
  public double evaluationScale() {
    return scale == Scale.TEST ? keep() : 1;
  }

  /**
   * The same as a factor of a weight behind, for a network that is used elsewhere; 1 for a weight that is not.
   *
   * @param lowest whether the weight belongs to the lowest layer
   */
  public double evaluationScale(View weight, boolean lowest) {
    boolean behind = switch (weight.group()) {
      case INPUT -> places.contains(lowest ? Place.INPUTS : Place.BETWEEN_LAYERS);
      case OUTPUT -> places.contains(Place.OUTPUT);
      default -> false;
    };
    return behind ? evaluationScale() : 1;
  }
}
