package dev.rondo.driver.analyze;

import dev.rondo.core.analysis.TemporalGradient;
import dev.rondo.core.analysis.TemporalGradient.Result;
import dev.rondo.core.cell.TemporalComponents.Variable;
import dev.rondo.driver.Numbers;
import dev.rondo.driver.UserError;
import dev.rondo.driver.figure.Figure;
import dev.rondo.driver.figure.LineChart;
import dev.rondo.driver.figure.LineChart.Point;
import dev.rondo.driver.figure.LineChart.Series;
import dev.rondo.driver.figure.LineChart.Style;
import dev.rondo.driver.figure.Scale;
import dev.rondo.driver.report.Report;
import dev.rondo.driver.report.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo analyze temporal-gradient}: where in time a gradient comes from (paper 003, section 3.2, Figure 3.1). */
@Command(
    name = "temporal-gradient",
    description =
        "How much each step of time adds to the gradient of an untrained network on temporal order, by the spectral radius of its"
            + " recurrent weights (Galvan, Figure 3.1), and the angle between the gradient and the direction of"
            + " optimizer.kind = galvan.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TemporalGradientCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--radii", paramLabel = "R,...", split = ",", defaultValue = "0.8,0.9,1,1.1,1.2",
      description = "Spectral radii; ${DEFAULT-VALUE}.")
  private List<Double> radii;

  @Option(
      names = "--length", paramLabel = "T", defaultValue = "100",
      description = "Least steps of a sequence, a tenth more at most; ${DEFAULT-VALUE}.")
  private int length;

  @Option(names = "--hidden", paramLabel = "N", defaultValue = "100", description = "Units; ${DEFAULT-VALUE}.")
  private int hidden;

  @Option(names = "--samples", paramLabel = "N", defaultValue = "100", description = "Sequences; ${DEFAULT-VALUE}.")
  private int samples;

  @Option(names = "--draws", paramLabel = "N", defaultValue = "100", description = "Of the direction; ${DEFAULT-VALUE}.")
  private int draws;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of weights, data and draws; ${DEFAULT-VALUE}.")
  private int seed;

  @Mixin private AnalysisOutput output;

  @Override
  public Integer call() throws IOException {
    check();
    TemporalGradient study = new TemporalGradient(length, hidden, samples, draws, seed);
    List<Result> results = radii.stream().map(study::at).toList();
    output.write(command.commandLine().getOut(), content(results), () -> figure(results));
    return 0;
  }

  private void check() {
    for (double radius : radii) {
      if (!(radius > 0 && radius <= 100)) {
        throw UserError.usage("--radii has " + radius + "; give numbers above 0 and at most 100");
      }
    }
    within("--length", length, 10, 10_000);
    within("--hidden", hidden, 1, 2000);
    within("--samples", samples, 1, 2000);
    within("--draws", draws, 1, 100_000);
    within("--seed", seed, 0, Integer.MAX_VALUE);
  }

  private static void within(String option, int value, int low, int high) {
    if (value < low || value > high) {
      throw UserError.usage(option + " is " + value + "; give a number from " + low + " to " + high);
    }
  }

  private Report.Content content(List<Result> results) {
    List<List<String>> steps = new ArrayList<>();
    List<List<String>> radius = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (Result r : results) {
      int T = r.norms()[0].length;
      for (int t = 1; t <= T; t++) {
        List<String> line = new ArrayList<>(List.of(name(r), Numbers.count(t)));
        for (Variable v : Variable.values()) {
          double norm = r.norms()[v.ordinal()][t - 1];
          line.add(AnalysisOutput.brief(norm));
          rows.add(List.of(
              Double.toString(r.radius()), "norm." + name(v), Integer.toString(t), AnalysisOutput.exact(norm)));
        }
        if (AnalysisOutput.isRound(t) || t == T) {
          steps.add(line);
        }
      }
      List<String> line = new ArrayList<>(List.of(name(r)));
      for (Variable v : Variable.values()) {
        line.add(AnalysisOutput.brief(r.backwardFactor(v, length)));
      }
      line.add(AnalysisOutput.brief(Arrays.stream(r.cosines()).average().orElseThrow()));
      line.add(AnalysisOutput.brief(Arrays.stream(r.cosines()).min().orElseThrow()));
      line.add(AnalysisOutput.brief(r.withinReach()));
      radius.add(line);
      for (int k = 1; k <= r.cosines().length; k++) {
        rows.add(List.of(
            Double.toString(r.radius()), "cosine", Integer.toString(k), AnalysisOutput.exact(r.cosines()[k - 1])));
      }
    }
    return new Report.Content(
        List.of(
            Table.numbers("Norm of what each step adds to the gradient", 1,
                List.of("radius", "step", "recurrent", "input", "bias"), steps),
            Table.numbers("Mean factor of these norms from a step to the one before; cosine between the gradient and"
                + " Galvan's direction", 1,
                List.of("radius", "recurrent", "input", "bias", "mean cosine", "lowest", "above 1/2"), radius)),
        List.of(
            "A factor below 1 means a gradient that vanishes. No recurrent weight acts at step 1, where the state is 0; the last steps"
                + " are those of the longest sequences alone.",
            "The direction is as long as the gradient, so that the thesis' sufficient condition for convergence, 2 - 2 cos <= mu^2"
                + " with mu < c/L, needs a cosine above 1/2 at least.",
            "Every step: --format csv"),
        Table.data(List.of("radius", "quantity", "number", "value"), rows));
  }

  private static String name(Result r) {
    return AnalysisOutput.brief(r.radius());
  }

  private static String name(Variable v) {
    return v.name().toLowerCase(Locale.ROOT);
  }

  private static String figure(List<Result> results) {
    List<LineChart> panels = new ArrayList<>();
    for (Variable v : Variable.values()) {
      List<Series> series = new ArrayList<>();
      for (Result r : results) {
        double[] norms = r.norms()[v.ordinal()];
        List<Point> points = new ArrayList<>();
        for (int t = 1; t <= norms.length; t++) {
          if (norms[t - 1] > 0) {
            points.add(new Point(t, norms[t - 1]));
          }
        }
        series.add(new Series("radius " + name(r), Style.LINE, points));
      }
      panels.add(new LineChart(
          name(v), new Scale("step", 0, results.get(0).norms()[0].length, false),
          Scale.around("norm", true, series.stream().flatMap(s -> s.points().stream()).mapToDouble(Point::y)), series));
    }
    return Figure.render(
        "What each step of time adds to the gradient",
        "For recurrent weights, input weights and biases: the norm of the gradient's component at each step, on a logarithmic scale,"
            + " with a line for each spectral radius.",
        panels);
  }
}
