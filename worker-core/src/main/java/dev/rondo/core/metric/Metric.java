package dev.rondo.core.metric;

import java.util.Locale;
import java.util.function.Supplier;

/**
 * A figure of one pass over a split, from the outputs before their nonlinearity and the targets of every step that counts. A task
 * says which it has; the rows of trials have them as {@code valid.NAME} and {@code test.NAME}.
 */
public interface Metric {
  /** Every kind, by its name in the tables. */
  enum Kind {
    /** Share of steps whose largest output is that of the target. */
    ACCURACY(Accuracy::new),
    /** The same where class 0, a blank, is not asked for. */
    SYMBOL_ACCURACY(SymbolAccuracy::new),
    /** Mean over steps and outputs of (o - x)^2. */
    MEAN_SQUARED_ERROR(MeanSquaredError::new);

    private final Supplier<Metric> constructor;

    Kind(Supplier<Metric> constructor) {
      this.constructor = constructor;
    }

    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A new one, which has seen nothing. */
    public Metric create() {
      return constructor.get();
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
