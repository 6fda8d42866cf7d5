package dev.rondo.core.metric;

import dev.rondo.core.compute.Loss;
import java.util.Locale;
import java.util.function.Function;

/**
 * A figure of one pass over a split, from the outputs before their nonlinearity and the targets of every step that counts. A task
 * says which it has; the rows of trials have them as {@code valid.NAME} and {@code test.NAME}.
 */
public interface Metric {
  /** Every kind, by its name in the tables. */
  enum Kind {
    /** Share of steps whose largest output is that of the target. */
    ACCURACY(loss -> new Accuracy()),
    /** The same where class 0, a blank, is not asked for. */
    SYMBOL_ACCURACY(loss -> new SymbolAccuracy()),
    /** Mean over steps and outputs of (o - x)^2. */
    MEAN_SQUARED_ERROR(loss -> new MeanSquaredError()),
    /** The root of that over the variance of the targets. */
    NORMALISED_ROOT_MEAN_SQUARED_ERROR(loss -> new NormalisedRootMeanSquaredError()),
    /** Share of steps that are right: the class, the rounded output, or a number within 0.04. */
    SUCCESS(Success::new),
    /** Cross-entropy of a step in bits. */
    BITS(Bits::new),
    /** How well the score of class 1 tells it from the others. */
    AREA_UNDER_THE_CURVE(loss -> new AreaUnderTheCurve());

    private final Function<Loss, Metric> constructor;

    Kind(Function<Loss, Metric> constructor) {
      this.constructor = constructor;
    }

    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A new one, which has seen nothing, for outputs under a loss. */
    public Metric create(Loss loss) {
      return constructor.apply(loss);
    }
  }

  /** Takes one step: outputs o and targets x, each O numbers from an offset on. */
  void add(double[] o, int oAt, double[] x, int xAt, int O);

  /** The figure; NaN when there was no step. */
  double value();

  /** Index of the largest of O numbers, the first of equals. */
  static int largest(double[] numbers, int at, int O) {
    int best = 0;
    for (int j = 1; j < O; j++) {
      if (numbers[at + j] > numbers[at + best]) {
        best = j;
      }
    }
    return best;
  }
}
