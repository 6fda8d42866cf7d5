package dev.rondo.driver.analyze;

import dev.rondo.driver.Numbers;
import dev.rondo.driver.UserError;
import dev.rondo.driver.analyze.Marginal.Cell;
import dev.rondo.driver.command.OutArgument;
import dev.rondo.driver.command.VariantOption;
import dev.rondo.driver.figure.Figure;
import dev.rondo.driver.figure.LineChart;
import dev.rondo.driver.figure.LineChart.Point;
import dev.rondo.driver.figure.LineChart.Series;
import dev.rondo.driver.figure.LineChart.Style;
import dev.rondo.driver.figure.Scale;
import dev.rondo.driver.report.Report;
import dev.rondo.driver.report.Table;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.SweepInfo;
import dev.rondo.driver.storage.SweepReader;
import dev.rondo.driver.storage.TrialRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo analyze marginal}: losses against one hyperparameter (paper 000, Figures 8 to 10). */
@Command(
    name = "marginal",
    description =
        "Mean test and validation loss of a sweep against one setting, over all finished trials with each value or bin,"
            + " whatever their other settings (Ognawala and Bayer 2014, Figures 8 to 10).",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class MarginalCommand implements Callable<Integer> {
  private static final String VARIANT = "variant";

  @Spec private CommandSpec command;
  @Mixin private OutArgument out;

  @Option(
      names = "--setting", paramLabel = "PATH", required = true,
      description = "A setting whose values are numbers, such as penalty.lambda.")
  private String setting;

  @Mixin private VariantOption variant;

  @Option(
      names = "--by", paramLabel = "PATH",
      description = "A line for each value of another setting, such as penalty.norm, or for each variant.")
  private String by;

  @Option(
      names = "--bins", paramLabel = "N", defaultValue = "0",
      description = "So many bins of equal width; by default each value stands alone, or in one of " + Marginal.BINS
          + " bins when there are more than " + Marginal.SINGLE_VALUES + ".")
  private int bins;

  @Option(names = "--log", description = "A logarithmic axis, and bins of equal ratio.")
  private boolean log;

  @Mixin private AnalysisOutput output;

  @Override
  public Integer call() throws IOException {
    if (bins < 0 || bins > 1000) {
      throw UserError.usage("--bins is " + bins + "; give a number from 1 to 1000, or leave it out");
    }
    SweepFolder folder = out.folder();
    SweepInfo info = SweepInfo.read(folder);
    List<String> variants = variant.of(info);
    List<TrialRow> having = SweepReader.rows(folder).stream()
        .filter(row -> variants.contains(row.variant()) && row.config().containsKey(setting)).toList();
    List<TrialRow> rows = having.stream().filter(row -> !Double.isNaN(number(row))).toList();
    check(info, having, rows);
    boolean oneSet = rows.stream().map(TrialRow::dataset).distinct().count() == 1;
    Function<TrialRow, String> series = row -> series(row) + (oneSet ? "" : " on " + row.dataset());
    Marginal marginal = new Marginal(rows, this::number, series, bins, log);
    output.write(
        command.commandLine().getOut(),
        new Report.Content(List.of(people(info, marginal)), notes(marginal, having, rows), programs(marginal)),
        () -> figure(info, marginal));
    return 0;
  }

  /** NaN where the value is a word, such as none. */
  private double number(TrialRow row) {
    try {
      return Double.parseDouble(row.config().get(setting));
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private String series(TrialRow row) {
    if (by == null) {
      return "all";
    }
    return by.equals(VARIANT) ? row.variant()
        : row.config().getOrDefault(by, row.config().getOrDefault(by + ".kind", "(not set)"));
  }

  private void check(SweepInfo info, List<TrialRow> having, List<TrialRow> rows) {
    if (having.isEmpty()) {
      throw UserError.usage(
          "--setting " + setting + ": no trial that has ended has it; what differs between trials of " + info.name()
              + ": " + (info.swept().isEmpty() ? "nothing" : String.join(", ", info.swept())));
    }
    if (rows.isEmpty()) {
      throw UserError.usage(
          "--setting " + setting + ": its values are words, such as " + having.get(0).config().get(setting)
              + "; give a setting whose values are numbers, and this one with --by");
    }
    if (by != null && !by.equals(VARIANT)
        && rows.stream().noneMatch(row -> row.config().containsKey(by) || row.config().containsKey(by + ".kind"))) {
      throw UserError.usage(
          "--by " + by + ": no trial that has " + setting + " has it; give variant, or one of "
              + String.join(", ", info.swept()));
    }
    if (log && rows.stream().anyMatch(row -> number(row) <= 0)) {
      throw UserError.usage(
          "--log: " + setting + " has values of 0 or below, which have no logarithm; leave --log out");
    }
  }

  private List<String> notes(Marginal marginal, List<TrialRow> having, List<TrialRow> rows) {
    List<String> notes = new ArrayList<>();
    notes.add("+- is the standard error of the mean: the spread over all other settings and seeds, not of one network.");
    if (marginal.leftOut() > 0) {
      notes.add(
          Numbers.plural(marginal.leftOut(), "trial") + " that diverged or failed left out, as counted in the last"
              + " column.");
    }
    if (having.size() > rows.size()) {
      notes.add(Numbers.plural(having.size() - rows.size(), "trial") + " without a number for " + setting + " left out.");
    }
    List<String> pooled = rows.stream().map(TrialRow::variant).distinct().sorted().toList();
    if (!VARIANT.equals(by) && pooled.size() > 1) {
      notes.add("Trials of " + String.join(", ", pooled) + " are taken together; --by variant keeps them apart.");
    }
    return notes;
  }

  private Table people(SweepInfo info, Marginal marginal) {
    List<List<String>> lines = new ArrayList<>();
    for (Cell c : marginal.cells()) {
      String value = shown(c.from()) + (c.from() == c.to() ? "" : " to " + shown(c.to()));
      lines.add(List.of(
          c.series(), value, Numbers.count(c.trials()), Numbers.loss(c.test().value()), Numbers.loss(c.test().error()),
          Numbers.loss(c.valid().value()), Numbers.loss(c.valid().error()), Numbers.count(c.leftOut())));
    }
    return Table.numbers(
        title(info), 1,
        List.of(by == null ? "trials of" : by, setting, "trials", "test", "+-", "valid", "+-", "left out"), lines);
  }

  private static String shown(double value) {
    return Numbers.shorten(Double.toString(value));
  }

  private String title(SweepInfo info) {
    return "Mean loss of " + info.name() + " against " + setting;
  }

  private static Table programs(Marginal marginal) {
    List<List<String>> rows = new ArrayList<>();
    for (Cell c : marginal.cells()) {
      rows.add(List.of(
          c.series(), AnalysisOutput.exact(c.from()), AnalysisOutput.exact(c.to()), Integer.toString(c.trials()),
          AnalysisOutput.exact(c.test().value()), AnalysisOutput.exact(c.test().error()),
          AnalysisOutput.exact(c.valid().value()), AnalysisOutput.exact(c.valid().error()),
          Integer.toString(c.leftOut())));
    }
    return Table.data(
        List.of("series", "from", "to", "trials", "test_loss", "test_error", "valid_loss", "valid_error", "left_out"),
        rows);
  }

  private String figure(SweepInfo info, Marginal marginal) {
    List<LineChart> panels = List.of(
        panel("test loss", marginal, Cell::test), panel("validation loss", marginal, Cell::valid));
    return Figure.render(
        title(info),
        "Dots are means over the finished trials with that value or within that bin; bars are one standard error to both"
            + " sides.",
        panels);
  }

  private LineChart panel(String loss, Marginal marginal, Function<Cell, Marginal.Mean> mean) {
    List<Series> series = new ArrayList<>();
    for (String name : marginal.cells().stream().map(Cell::series).distinct().toList()) {
      List<Point> points = new ArrayList<>();
      for (Cell c : marginal.cells()) {
        if (c.series().equals(name)) {
          Marginal.Mean m = mean.apply(c);
          points.add(new Point(c.middle(log), m.value(), m.value() - m.error(), m.value() + m.error()));
        }
      }
      series.add(new Series(name, Style.BARS, points));
    }
    List<Point> all = series.stream().flatMap(s -> s.points().stream()).toList();
    return new LineChart(
        loss, Scale.around(setting, log, all.stream().mapToDouble(Point::x)),
        Scale.around(
            loss + ", mean", false, all.stream().flatMapToDouble(p -> DoubleStream.of(p.y(), p.low(), p.high()))),
        series);
  }
}
