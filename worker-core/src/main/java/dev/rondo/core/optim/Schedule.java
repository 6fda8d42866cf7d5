package dev.rondo.core.optim;

import dev.rondo.spec.Params;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;

/**
 * How step rates change from epoch to epoch (paper 003, section 1.5; paper 002, appendix C). What a schedule says follows from the
 * validation losses alone, so that it needs no memory of its own.
 */
@FunctionalInterface
public interface Schedule {
  /** Every kind, by its name in a spec. */
  enum Kind {
    NONE(p -> (epochs, validLoss) -> 1),
    EXPONENTIAL(Schedule::exponential),
    LINEAR(Schedule::linear),
    COSINE(Schedule::cosine),
    PLATEAU(Schedule::plateau);

    private final Function<Params, Schedule> constructor;

    Kind(Function<Params, Schedule> constructor) {
      this.constructor = constructor;
    }

    /** The schedule of these settings; where a spec does not name one, step rates stay. */
    public static Schedule of(Params params) {
      return (params.isNone("kind") ? NONE : valueOf(params.kind().toUpperCase(Locale.ROOT))).constructor.apply(params);
    }
  }

  /**
   * What step rates are multiplied by in the next epoch.
   *
   * @param epochs how many there were before
   * @param validLoss the validation loss of each of them, from 0
   */
  double factor(int epochs, IntToDoubleFunction validLoss);

  /** decay^(e - 1) in epoch e, at least the floor. */
  private static Schedule exponential(Params p) {
    double decay = p.number("decay");
    double floor = p.number("floor");
    return (epochs, validLoss) -> Math.max(floor, StrictMath.pow(decay, epochs));
  }

  /** From 1 in the first epoch in equal steps to a factor in the last of so many, which stays. */
  private static Schedule linear(Params p) {
    double to = p.number("to");
    int over = p.integer("over");
    return (epochs, validLoss) -> 1 + (to - 1) * share(epochs, over);
  }

  /** The same along half a wave of the cosine (Loshchilov and Hutter 2017, equation 5, without restarts). */
  private static Schedule cosine(Params p) {
    double to = p.number("to");
    int over = p.integer("over");
    return (epochs, validLoss) -> to + (1 - to) * (1 + StrictMath.cos(StrictMath.PI * share(epochs, over))) / 2;
  }

  /** How far the next epoch is on the way from the first, 0, to the last of so many, 1. */
  private static double share(int epochs, int over) {
    return over == 1 ? 1 : Math.min(1, epochs / (over - 1.0));
  }

  /** Multiplied once more whenever so many epochs in a row had no new lowest validation loss; at least the floor. */
  private static Schedule plateau(Params p) {
    double factor = p.number("factor");
    double floor = p.number("floor");
    int patience = p.integer("patience");
    return (epochs, validLoss) -> {
      double product = 1;
      double lowest = Double.POSITIVE_INFINITY;
      int waited = 0;
      for (int epoch = 0; epoch < epochs; epoch++) {
        double loss = validLoss.applyAsDouble(epoch);
        waited = loss < lowest ? 0 : waited + 1;
        lowest = Math.min(lowest, loss);
        if (waited == patience) {
          product *= factor;
          waited = 0;
        }
      }
      return Math.max(floor, product);
    };
  }
}
