package dev.rondo.driver.analyze;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Two numbers of the command line, {@code FROM..TO}. */
record NumberRange(double from, double to) {
  private static final Pattern FORM = Pattern.compile("(.+?)\\.\\.(.+)");

  /** Reads one. */
  static final class Converter implements ITypeConverter<NumberRange> {
    @Override
    public NumberRange convert(String text) {
      return of(text);
    }
  }

  private static NumberRange of(String text) {
    Matcher parts = FORM.matcher(text);
    if (parts.matches()) {
      try {
        NumberRange range = new NumberRange(Double.parseDouble(parts.group(1)), Double.parseDouble(parts.group(2)));
        if (range.from < range.to && Double.isFinite(range.from) && Double.isFinite(range.to)) {
          return range;
        }
      } catch (NumberFormatException e) {
        // The message below says what is wanted.
      }
    }
    throw new TypeConversionException(
        "\"" + text + "\" is not a range; give two numbers, the lower one first, as in -1..4");
  }
}
