package dev.rondo.driver.figure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * From the values of an axis to places between 0 and 1.
 *
 * @param label name of the axis, with the unit
 * @param log whether equal steps are equal ratios
 */
public record Scale(String label, double from, double to, boolean log) {
  private static final int TICKS = 5;

  public Scale {
    if (!(from < to) || log && !(from > 0)) {
      throw new IllegalArgumentException("axis " + label + " from " + from + " to " + to + (log ? ", logarithmic" : ""));
    }
  }

  /** The scale that holds all finite values, with a little room at both ends. */
  public static Scale around(String label, boolean log, DoubleStream values) {
    double[] finite = values.filter(Double::isFinite).map(v -> log ? Math.log10(v) : v).sorted().toArray();
    double low = finite.length == 0 ? 0 : finite[0];
    double high = finite.length == 0 ? 1 : finite[finite.length - 1];
    double room = high > low ? 0.04 * (high - low) : log ? 0.5 : Math.max(Math.abs(low) * 0.1, 1e-9);
    return log
        ? new Scale(label, Math.pow(10, low - room), Math.pow(10, high + room), true)
        : new Scale(label, low - room, high + room, false);
  }

  /** 0 at {@code from}, 1 at {@code to}. */
  double at(double value) {
    return log
        ? (Math.log10(value) - Math.log10(from)) / (Math.log10(to) - Math.log10(from))
        : (value - from) / (to - from);
  }

  /** Round values to be marked. */
  List<BigDecimal> ticks() {
    if (!log) {
      return linearTicks(from, to);
    }
    List<BigDecimal> ticks = new ArrayList<>();
    int first = (int) Math.floor(Math.log10(from));
    int last = (int) Math.ceil(Math.log10(to));
    int[] digits = last - first > 3 ? new int[] {1} : new int[] {1, 2, 5};
    int stride = Math.max(1, (last - first) / 8);
    for (int power = first; power <= last; power += stride) {
      for (int digit : digits) {
        BigDecimal tick = BigDecimal.valueOf(digit).scaleByPowerOfTen(power);
        if (tick.doubleValue() >= from && tick.doubleValue() <= to) {
          ticks.add(tick);
        }
      }
    }
    return ticks;
  }

  private static List<BigDecimal> linearTicks(double from, double to) {
    double rough = (to - from) / TICKS;
    int power = (int) Math.floor(Math.log10(rough));
    double lead = rough / Math.pow(10, power);
    BigDecimal step = BigDecimal.valueOf(lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10).scaleByPowerOfTen(power);
    List<BigDecimal> ticks = new ArrayList<>();
    long first = (long) Math.ceil(from / step.doubleValue() - 1e-9);
    for (long i = first; step.multiply(BigDecimal.valueOf(i)).doubleValue() <= to + 1e-9 * (to - from); i++) {
      ticks.add(step.multiply(BigDecimal.valueOf(i)));
    }
    return ticks;
  }

  /** A value beside its mark. */
  static String text(BigDecimal tick) {
    BigDecimal rounded = tick.round(new MathContext(6)).stripTrailingZeros();
    double size = Math.abs(rounded.doubleValue());
    return size != 0 && (size < 1e-3 || size >= 1e6)
        ? rounded.toString().replace("E+", "E").replace('E', 'e')
        : rounded.toPlainString();
  }
}
