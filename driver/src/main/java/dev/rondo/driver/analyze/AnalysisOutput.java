package dev.rondo.driver.analyze;

import dev.rondo.driver.report.Report;
import dev.rondo.driver.report.ReportFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Where an analysis goes: the options {@code --format} and {@code --svg}. */
final class AnalysisOutput {
  @Option(
      names = "--format", paramLabel = "FORMAT", defaultValue = "text",
      description = "${COMPLETION-CANDIDATES}. csv: every row behind the figure, exact.")
  private ReportFormat format;

  @Option(names = "--svg", paramLabel = "FILE", description = "Also draws the figure into this file.")
  private Path svg;

  /**
   * Prints, and draws if asked to.
   *
   * @param content its data holds all rows, with exact numbers
   * @param figure the SVG document; made only when wanted
   */
  void write(PrintWriter out, Report.Content content, Supplier<String> figure) throws IOException {
    if (svg != null) {
      Files.writeString(svg, figure.get(), StandardCharsets.UTF_8);
    }
    out.print(format.render(content));
    out.flush();
    if (svg != null) {
      System.err.println("rondo: wrote " + svg);
    }
  }

  /** Exact, for programs; empty when it is not a number. */
  static String exact(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  /** Four significant digits, for people; {@code -} when it is not a number. */
  static String brief(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    if (size < 1e-3 || size >= 1e6) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    int decimals = Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** Whether people see this one of many: 0, 1, 2, 5, 10, 20, 50, ... */
  static boolean isRound(int number) {
    int lead = number;
    while (lead > 0 && lead % 10 == 0) {
      lead /= 10;
    }
    return lead == 0 || lead == 1 || lead == 2 || lead == 5;
  }
}
