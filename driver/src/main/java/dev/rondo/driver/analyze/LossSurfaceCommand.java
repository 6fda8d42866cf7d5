package dev.rondo.driver.analyze;

import dev.rondo.core.analysis.LossSurface;
import dev.rondo.core.analysis.LossSurface.Point;
import dev.rondo.core.analysis.OneUnit;
import dev.rondo.core.compute.Activation;
import dev.rondo.driver.Numbers;
import dev.rondo.driver.UserError;
import dev.rondo.driver.figure.Figure;
import dev.rondo.driver.figure.HeatMap;
import dev.rondo.driver.figure.Scale;
import dev.rondo.driver.report.Report;
import dev.rondo.driver.report.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo analyze loss-surface}: one recurrent unit (paper 000, section 5, Figures 2 and 3). */
@Command(
    name = "loss-surface",
    description = {
      "The squared loss of one recurrent unit without input, h = f(w h + b), over its two parameters: the wall that makes"
          + " training hard, and what an L1 or L2 penalty makes of it (Ognawala and Bayer 2014, Figures 2 and 3)."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class LossSurfaceCommand implements Callable<Integer> {
  /** What f can be, with the region that shows its wall and where the search starts. */
  enum Unit {
    LOGISTIC(Activation.LOGISTIC, new NumberRange(4, 7), new NumberRange(-4, -1), 5.6, -2.0),
    TANH(Activation.TANH, new NumberRange(-1, 4), new NumberRange(-1, 1), 2.5, -0.6);

    private final Activation f;
    private final NumberRange w;
    private final NumberRange b;
    private final double startW;
    private final double startB;

    Unit(Activation f, NumberRange w, NumberRange b, double startW, double startB) {
      this.f = f;
      this.w = w;
      this.b = b;
      this.startW = startW;
      this.startB = startB;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Norm of w that is added. */
  enum Norm {
    NONE,
    L1,
    L2;

    @Override
    public String toString() {
      return this == NONE ? "none" : name();
    }
  }

  /** A surface and the way taken on it. */
  private record Surface(String name, List<Point> grid, List<Point> path) {}

  @Spec private CommandSpec command;

  @Option(names = "--activation", paramLabel = "F", defaultValue = "logistic", description = "${COMPLETION-CANDIDATES}.")
  private Unit unit;

  @Option(names = "--steps", paramLabel = "T", defaultValue = "50", description = "Steps of time; ${DEFAULT-VALUE}.")
  private int steps;

  @Option(names = "--target", paramLabel = "Z", defaultValue = "0.7", description = "State wanted at the end; ${DEFAULT-VALUE}.")
  private double target;

  @Option(
      names = "--w", paramLabel = "FROM..TO", converter = NumberRange.Converter.class,
      description = "Weights; 4..7 for logistic, -1..4 for tanh.")
  private NumberRange w;

  @Option(
      names = "--b", paramLabel = "FROM..TO", converter = NumberRange.Converter.class,
      description = "Biases; -4..-1 for logistic, -1..1 for tanh.")
  private NumberRange b;

  @Option(names = "--grid", paramLabel = "N", defaultValue = "100", description = "N x N places; ${DEFAULT-VALUE}.")
  private int grid;

  @Option(
      names = "--penalty", paramLabel = "NORM", defaultValue = "none",
      description = "${COMPLETION-CANDIDATES}; of the weight, in a second surface beside the plain one.")
  private Norm norm;

  @Option(names = "--lambda", paramLabel = "X", description = "Strength of the penalty.")
  private Double lambda;

  @Option(names = "--path", description = "Also the way of gradient descent.")
  private boolean path;

  @Option(names = "--start", paramLabel = "W,B", split = ",", arity = "1", description = "Where it starts.")
  private List<Double> start;

  @Option(names = "--step-rate", paramLabel = "X", defaultValue = "0.1", description = "Of the descent; ${DEFAULT-VALUE}.")
  private double stepRate;

  @Option(names = "--updates", paramLabel = "N", defaultValue = "500", description = "Of the descent; ${DEFAULT-VALUE}.")
  private int updates;

  @Mixin private AnalysisOutput output;

  @Override
  public Integer call() throws IOException {
    check();
    List<Surface> surfaces = new ArrayList<>(List.of(surface("plain", Norm.NONE)));
    if (norm != Norm.NONE) {
      surfaces.add(surface(norm + ", lambda = " + lambda, norm));
    }
    output.write(
        command.commandLine().getOut(), content(surfaces),
        () -> figure(surfaces));
    return 0;
  }

  private void check() {
    if (steps < 1 || steps > 100_000) {
      throw UserError.usage("--steps is " + steps + "; give a number from 1 to 100000");
    }
    if (grid < 2 || grid > 1000) {
      throw UserError.usage("--grid is " + grid + "; give a number from 2 to 1000");
    }
    if (updates < 1 || updates > 1_000_000) {
      throw UserError.usage("--updates is " + updates + "; give a number from 1 to 1000000");
    }
    if (norm != Norm.NONE && lambda == null) {
      throw UserError.usage("--penalty " + norm + " needs its strength: add --lambda, such as --lambda 0.02");
    }
    if (lambda != null && (norm == Norm.NONE || !(lambda > 0 && lambda < 1e6))) {
      throw UserError.usage("--lambda is " + lambda + "; give a number above 0 and a --penalty L1 or L2 to go with it");
    }
    if (start != null && start.size() != 2) {
      throw UserError.usage("--start has " + start.size() + " numbers; give two, the weight and the bias: --start 5.6,-2");
    }
  }

  private Surface surface(String name, Norm which) {
    NumberRange ws = w == null ? unit.w : w;
    NumberRange bs = b == null ? unit.b : b;
    double w0 = start == null ? unit.startW : start.get(0);
    double b0 = start == null ? unit.startB : start.get(1);
    try (LossSurface surface = new LossSurface(
        new OneUnit(unit.f, steps, target), which == Norm.NONE ? null : LossSurface.penalty(which.name(), lambda))) {
      return new Surface(
          name, surface.grid(ws.from(), ws.to(), bs.from(), bs.to(), grid),
          path ? surface.descend(w0, b0, stepRate, updates) : List.of());
    }
  }

  private Report.Content content(List<Surface> surfaces) {
    List<List<String>> lines = new ArrayList<>();
    for (Surface s : surfaces) {
      line(lines, s.name(), "lowest objective", lowest(s.grid()));
      line(lines, s.name(), "steepest place", s.grid().stream().max(Comparator.comparingDouble(Point::gradientNorm)).orElseThrow());
      if (path) {
        line(lines, s.name(), "start of descent", s.path().get(0));
        line(lines, s.name(), "its steepest place", s.path().stream().max(Comparator.comparingDouble(Point::gradientNorm)).orElseThrow());
        line(lines, s.name(), "lowest on its way", lowest(s.path()));
        line(lines, s.name(), "its end", s.path().get(s.path().size() - 1));
      }
    }
    List<String> notes = new ArrayList<>();
    for (Surface s : surfaces) {
      double[] norms = s.grid().stream().mapToDouble(Point::gradientNorm).sorted().toArray();
      notes.add(
          s.name() + ": the steepest place is " + AnalysisOutput.brief(norms[norms.length - 1] / norms[norms.length / 2])
              + " times as steep as the median of " + Numbers.count(norms.length) + " places");
    }
    return new Report.Content(
        List.of(Table.numbers(
            title(), 2, List.of("surface", "where", "w", "b", "loss", "objective", "gradient norm"), lines)),
        notes,
        Table.data(List.of("surface", "part", "step", "w", "b", "loss", "objective", "gradient_norm"), rows(surfaces)));
  }

  private String title() {
    return "One " + unit + " unit, " + Numbers.plural(steps, "step") + ", squared loss to " + target;
  }

  private static Point lowest(List<Point> points) {
    return points.stream().min(Comparator.comparingDouble(Point::objective)).orElseThrow();
  }

  private static void line(List<List<String>> lines, String surface, String where, Point p) {
    lines.add(List.of(
        surface, where, AnalysisOutput.brief(p.w()), AnalysisOutput.brief(p.b()), AnalysisOutput.brief(p.loss()),
        AnalysisOutput.brief(p.objective()), AnalysisOutput.brief(p.gradientNorm())));
  }

  private static List<List<String>> rows(List<Surface> surfaces) {
    List<List<String>> rows = new ArrayList<>();
    for (Surface s : surfaces) {
      s.grid().forEach(p -> rows.add(row(s.name(), "grid", "", p)));
      for (int i = 0; i < s.path().size(); i++) {
        rows.add(row(s.name(), "path", Integer.toString(i), s.path().get(i)));
      }
    }
    return rows;
  }

  private static List<String> row(String surface, String part, String step, Point p) {
    return List.of(
        surface, part, step, AnalysisOutput.exact(p.w()), AnalysisOutput.exact(p.b()), AnalysisOutput.exact(p.loss()),
        AnalysisOutput.exact(p.objective()), AnalysisOutput.exact(p.gradientNorm()));
  }

  private String figure(List<Surface> surfaces) {
    NumberRange ws = w == null ? unit.w : w;
    NumberRange bs = b == null ? unit.b : b;
    List<HeatMap> panels = new ArrayList<>();
    for (Surface s : surfaces) {
      double[][] values = new double[grid][grid];
      for (int i = 0; i < grid * grid; i++) {
        values[i / grid][i % grid] = s.grid().get(i).objective();
      }
      DoubleSummaryStatistics range =
          s.grid().stream().mapToDouble(Point::objective).filter(Double::isFinite).summaryStatistics();
      Scale level = range.getMin() < range.getMax()
          ? new Scale("objective", range.getMin(), range.getMax(), false)
          : Scale.around("objective", false, DoubleStream.of(range.getMin()));
      panels.add(new HeatMap(
          s.name(), new Scale("weight w", ws.from(), ws.to(), false), new Scale("bias b", bs.from(), bs.to(), false),
          level, values, s.path().stream().map(p -> new double[] {p.w(), p.b()}).toList()));
    }
    return Figure.render(
        title(),
        "The objective over " + Numbers.count((long) grid * grid) + " pairs of weight and bias"
            + (path ? "; the red line is the way of gradient descent from the white dot to the red one" : "") + ".",
        panels);
  }
}
