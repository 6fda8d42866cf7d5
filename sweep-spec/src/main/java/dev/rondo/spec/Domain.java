package dev.rondo.spec;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/**
 * What a setting may be in the trials of a sweep. Values are canonical texts, as in {@link TrialConfig#values()}. Built
 * by the reader of specs, which has checked every value against the catalogue.
 */
public sealed interface Domain {
  /** {@link #size()} of a domain that a grid cannot enumerate. */
  long CONTINUOUS = -1;

  /** Points a grid has here, or {@link #CONTINUOUS}. */
  long size();

  /** The grid's point {@code i}, 0 <= i < size(). */
  String at(long i);

  /** The value for a random number {@code u} in [0, 1). */
  String draw(double u);

  /**
   * A step from a value to one beside it: a number is multiplied, a choice moves on to its next value or, for a factor below 1,
   * to the one before; at the end of the domain the number stays there, and the choice turns back. One value stays.
   *
   * @param u in [0, 1), of which {@link #draw} made the value
   * @param factor above 0
   * @return in [0, 1), of which draw makes the new value
   */
  default double scaled(double u, double factor) {
    return u;
  }

  /** For people, as in {@code log-uniform [1.0E-4, 0.01]}. */
  String text();

  /** Whether trials can differ here of this domain's own accord. */
  default boolean swept() {
    return true;
  }

  /** The nearest number in [0, 1). */
  private static double within(double u) {
    return Math.max(0, Math.min(Math.nextDown(1.0), u));
  }

  /** One value, given or by default. */
  record Fixed(String value) implements Domain {
    @Override
    public long size() {
      return 1;
    }

    @Override
    public String at(long i) {
      return value;
    }

    @Override
    public String draw(double u) {
      return value;
    }

    @Override
    public String text() {
      return value;
    }

    @Override
    public boolean swept() {
      return false;
    }
  }

  /** One of some values; a value that stands twice is drawn twice as often. */
  record Choice(List<String> values) implements Domain {
    public Choice {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("a choice needs a value");
      }
    }

    @Override
    public long size() {
      return values.size();
    }

    @Override
    public String at(long i) {
      return values.get(Math.toIntExact(i));
    }

    @Override
    public String draw(double u) {
      return values.get((int) (u * values.size()));
    }

    @Override
    public double scaled(double u, double factor) {
      int here = (int) (u * values.size());
      int step = factor < 1 ? -1 : 1;
      int there = other(here, step);
      there = there < 0 ? other(here, -step) : there;
      return there < 0 ? u : (there + 0.5) / values.size();
    }

    /** The first place in a direction with another value; -1 when there is none. */
    private int other(int here, int step) {
      for (int i = here + step; i >= 0 && i < values.size(); i += step) {
        if (!values.get(i).equals(values.get(here))) {
          return i;
        }
      }
      return -1;
    }

    @Override
    public String text() {
      return "choice [" + String.join(", ", values) + "]";
    }
  }

  /** Whole numbers from low to high, both included, all alike. */
  record IntRange(long low, long high, Form form) implements Domain {
    public IntRange {
      if (low >= high || low < -Form.LARGEST_INT || high > Form.LARGEST_INT) {
        throw new IllegalArgumentException("not an int range: " + low + " to " + high);
      }
    }

    @Override
    public long size() {
      return high - low + 1;
    }

    @Override
    public String at(long i) {
      return form.write(low + i);
    }

    @Override
    public String draw(double u) {
      return at(Math.min(size() - 1, (long) (u * size())));
    }

    @Override
    public double scaled(double u, double factor) {
      double scaled = (low + Math.floor(u * size())) * factor;
      // Away from the value, so that 2 does not stay 2 for ever.
      double whole = factor < 1 ? Math.floor(scaled) : Math.ceil(scaled);
      return within((whole - low + 0.5) / size());
    }

    @Override
    public String text() {
      return "int [" + low + ", " + high + "]";
    }
  }

  /** Numbers from low to high, even on a linear scale. */
  record Uniform(double low, double high, Form form) implements Domain {
    public Uniform {
      if (!(low < high) || !Double.isFinite(high - low)) {
        throw new IllegalArgumentException("not a range: " + low + " to " + high);
      }
    }

    @Override
    public long size() {
      return form.steps() == 0 ? CONTINUOUS : form.steps();
    }

    @Override
    public String at(long i) {
      // In decimals, so that eleven steps from 0 to 1 pass 0.3 and not 0.30000000000000004.
      BigDecimal from = Form.decimal(low);
      BigDecimal way = Form.decimal(high).subtract(from).multiply(BigDecimal.valueOf(i));
      BigDecimal step = way.divide(BigDecimal.valueOf(form.steps() - 1L), MathContext.DECIMAL128);
      return form.write(from.add(step).doubleValue(), low, high);
    }

    @Override
    public String draw(double u) {
      return form.write(low + u * (high - low), low, high);
    }

    @Override
    public double scaled(double u, double factor) {
      return within(((low + u * (high - low)) * factor - low) / (high - low));
    }

    @Override
    public String text() {
      return "uniform [" + form.show(low) + ", " + form.show(high) + "]" + form.text();
    }
  }

  /** Numbers from low to high, even on a logarithmic scale; low > 0. */
  record LogUniform(double low, double high, Form form) implements Domain {
    /**
     * Digits of a grid's inner points: enough to tell them apart, few enough to read 0.001 and not
     * 0.0010000000000000002.
     */
    private static final MathContext GRID_DIGITS = new MathContext(12);

    public LogUniform {
      if (!(low > 0) || !(low < high) || high == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException("not a range above 0: " + low + " to " + high);
      }
    }

    @Override
    public long size() {
      return form.steps() == 0 ? CONTINUOUS : form.steps();
    }

    @Override
    public String at(long i) {
      if (i == 0 || i == form.steps() - 1L) {
        return form.write(i == 0 ? low : high, low, high);
      }
      double inner = between(i / (form.steps() - 1.0));
      return form.write(new BigDecimal(inner).round(GRID_DIGITS).doubleValue(), low, high);
    }

    @Override
    public String draw(double u) {
      return form.write(between(u), low, high);
    }

    @Override
    public double scaled(double u, double factor) {
      return within(u + StrictMath.log(factor) / (StrictMath.log(high) - StrictMath.log(low)));
    }

    private double between(double share) {
      // StrictMath: Math may give other last bits on another CPU, and with them other trials.
      double from = StrictMath.log(low);
      return StrictMath.exp(from + share * (StrictMath.log(high) - from));
    }

    @Override
    public String text() {
      return "log-uniform [" + form.show(low) + ", " + form.show(high) + "]" + form.text();
    }
  }

  /** Tied: the value that the same trial has at another path. */
  record Same(String path) implements Domain {
    @Override
    public long size() {
      return 1;
    }

    @Override
    public String at(long i) {
      throw new UnsupportedOperationException("the value stands at " + path);
    }

    @Override
    public String draw(double u) {
      throw new UnsupportedOperationException("the value stands at " + path);
    }

    @Override
    public String text() {
      return "same as " + path;
    }

    @Override
    public boolean swept() {
      return false;
    }
  }

  /**
   * How a range is stepped, rounded and written.
   *
   * @param steps points of a grid, the ends included; 0 when not given
   * @param roundTo values are the nearest multiple of this within the range; 0 when not given
   * @param whole whether the setting is an int, written without a point
   */
  record Form(int steps, double roundTo, boolean whole) {
    /** The whole numbers up to here are exact as doubles. */
    static final long LARGEST_INT = 1L << 53;

    static BigDecimal decimal(double value) {
      return new BigDecimal(Canonical.number(value));
    }

    String write(long value) {
      return whole ? Long.toString(value) : Canonical.number((double) value);
    }

    String write(double value, double low, double high) {
      double kept = Math.max(low, Math.min(high, value));
      if (roundTo == 0) {
        return Canonical.number(kept);
      }
      BigDecimal unit = decimal(roundTo);
      BigDecimal first = decimal(low).divide(unit, 0, RoundingMode.CEILING);
      BigDecimal last = decimal(high).divide(unit, 0, RoundingMode.FLOOR);
      BigDecimal nearest = decimal(kept).divide(unit, 0, RoundingMode.HALF_EVEN).max(first).min(last);
      BigDecimal multiple = nearest.multiply(unit);
      return whole ? multiple.toBigIntegerExact().toString() : Canonical.number(multiple.doubleValue());
    }

    String show(double end) {
      return whole ? Long.toString((long) end) : Canonical.number(end);
    }

    String text() {
      return (steps == 0 ? "" : " in " + steps + " steps")
          + (roundTo == 0 ? "" : " rounded to " + (whole ? Long.toString((long) roundTo) : Canonical.number(roundTo)));
    }
  }
}
