package dev.rondo.spec;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One text for one value: numbers, JSON and hashes that are the same on every machine and every JDK. */
public final class Canonical {
  /** Any decimal of so many digits survives the way through a double and back. */
  private static final int SAFE_DIGITS = 15;

  private static final int MOST_DIGITS = 17;

  private Canonical() {}

  /**
   * The shortest decimal that parses back to the same double, laid out as {@link Double#toString(double)} does: {@code
   * 1e-3} is {@code 0.001}, {@code 1e-4} is {@code 1.0E-4}. Not Double.toString itself, whose digits changed in JDK 19:
   * a trial must keep its id when the JDK is replaced. Minus zero is written as zero.
   *
   * @throws IllegalArgumentException when the value is NaN or infinite
   */
  public static String number(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(value + " is not a finite number");
    }
    if (value == 0) {
      return "0.0";
    }
    BigDecimal shortest = shortest(value);
    String digits = shortest.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - shortest.scale();
    double size = Math.abs(value);
    if (size >= 1e-3 && size < 1e7) {
      String plain = shortest.toPlainString();
      return plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }
    String fraction = digits.length() == 1 ? "0" : digits.substring(1);
    return (value < 0 ? "-" : "") + digits.charAt(0) + "." + fraction + "E" + exponent;
  }

  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = SAFE_DIGITS; digits < MOST_DIGITS; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits));
      if (rounded.doubleValue() == value) {
        return rounded.stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(MOST_DIGITS)).stripTrailingZeros();
  }

  /**
   * JSON on one line: keys sorted, no spaces, ASCII only (everything else escaped), so that neither a default charset
   * nor an unusual line separator can change it.
   *
   * @param value a Map with text keys, a List, a CharSequence, a Long, an Integer, a Boolean, or null
   */
  public static String json(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(Object value, StringBuilder out) {
    if (value == null || value instanceof Long || value instanceof Integer || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof CharSequence text) {
      writeText(text, out);
    } else if (value instanceof List<?> list) {
      out.append('[');
      for (int i = 0; i < list.size(); i++) {
        out.append(i == 0 ? "" : ",");
        write(list.get(i), out);
      }
      out.append(']');
    } else if (value instanceof Map<?, ?> map) {
      TreeMap<String, Object> sorted = new TreeMap<>();
      map.forEach((key, element) -> sorted.put((String) key, element));
      char separator = '{';
      for (Map.Entry<String, Object> entry : sorted.entrySet()) {
        out.append(separator);
        writeText(entry.getKey(), out);
        out.append(':');
        write(entry.getValue(), out);
        separator = ',';
      }
      out.append(sorted.isEmpty() ? "{}" : "}");
    } else {
      throw new IllegalArgumentException(value.getClass() + " has no canonical JSON");
    }
  }

  private static void writeText(CharSequence text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c >= ' ' && c < 127) {
        out.append(c);
      } else {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    out.append('"');
  }

  /** The first 16 hex digits of the text's SHA-256. */
  public static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
