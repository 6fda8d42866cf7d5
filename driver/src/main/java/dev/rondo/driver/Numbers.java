package dev.rondo.driver;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
public final class Numbers {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private Numbers() {}

  /** A loss with four decimals, small ones with four significant digits; {@code -} when there is none. */
  public static String loss(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    double size = Math.abs(value);
    if (size == 0 || size >= 0.1) {
      return String.format(Locale.ROOT, "%.4f", value);
    }
    return size < 1e-4
        ? String.format(Locale.ROOT, "%.3e", value)
        : new BigDecimal(value).round(new MathContext(4)).setScale(4 - (int) Math.floor(Math.log10(size)) - 1, RoundingMode.HALF_UP)
            .toPlainString();
  }

  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  public static String bytes(double value) {
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
  }

  /** Two units at most: {@code 42 s}, {@code 3 min 20 s}, {@code 5 h 2 min}, {@code 12 d 3 h}. */
  public static String duration(Duration time) {
    long s = Math.max(0, time.toSeconds());
    if (s < 60) {
      return s + " s";
    }
    if (s < 3600) {
      return s / 60 + " min " + s % 60 + " s";
    }
    if (s < 86_400) {
      return s / 3600 + " h " + s % 3600 / 60 + " min";
    }
    return s / 86_400 + " d " + s % 86_400 / 3600 + " h";
  }

  public static String plural(long count, String noun) {
    return count(count) + " " + noun + (count == 1 ? "" : "s");
  }

  /** Numbers drawn from a range have 17 digits; four tell people enough, and the exact value is in the table {@code best}. */
  public static String shorten(String value) {
    if (!value.matches("-?[0-9.]+(E-?[0-9]+)?") || value.length() <= 7) {
      return value;
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4, RoundingMode.HALF_EVEN));
    String plain = rounded.stripTrailingZeros().toPlainString();
    return plain.length() <= 9 ? plain : rounded.stripTrailingZeros().toString();
  }
}
