package dev.rondo.core.perturb;

import dev.rondo.spec.Params;
import java.util.function.Function;

/**
 * Noise on what goes into the lowest layer while training: x_t + N(0, sigma^2), number by number, anew at every step of every
 * sequence; evaluation adds none. For small sigma its mean effect on a squared error is that of a Tikhonov regularizer (Bishop 1995;
 * paper 001, section 1), which makes it the baseline of the penalty lstm-tikhonov.
 *
 * @param sigma standard deviation, in the units of the inputs
 */
public record InputNoise(double sigma) {
  /** Every kind, by its name in a spec. */
  public enum Kind {
    NONE(p -> null),
    GAUSSIAN(p -> new InputNoise(p.number("sigma")));

    private final Function<Params, InputNoise> constructor;

    Kind(Function<Params, InputNoise> constructor) {
      this.constructor = constructor;
    }

    /** The noise of these settings; null for {@link #NONE}, and where a spec does not name it. */
    public static InputNoise of(Params params) {
      return params.isNone("kind") ? null : Perturbation.constant(Kind.class, params.kind()).constructor.apply(params);
    }
  }
}
