package dev.rondo.driver.analyze;

import dev.rondo.core.analysis.DirectionConvergence;
import dev.rondo.core.analysis.DirectionConvergence.Result;
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
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo analyze convergence}: the rate of the stochastic-direction algorithm (paper 003, section 3.5). */
@Command(
    name = "convergence",
    description =
        "The mean squared distance to the minimum of a strongly convex quadratic, under steps of beta/j along noisy directions that"
            + " are turned away from the gradient (Galvan, section 3.5): it falls as Q/j where beta is large enough.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ConvergenceCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--curvature", paramLabel = "L", defaultValue = "2",
      description = "Largest curvature; the smallest, c, is 1; ${DEFAULT-VALUE}.")
  private double curvature;

  @Option(
      names = "--angle", paramLabel = "DEGREES", defaultValue = "20",
      description = "Between the gradient and the mean direction; ${DEFAULT-VALUE}.")
  private double angle;

  @Option(names = "--noise", paramLabel = "X", defaultValue = "1", description = "Root mean square of the noise; ${DEFAULT-VALUE}.")
  private double noise;

  @Option(names = "--beta", paramLabel = "X", description = "Of the step rates beta/j; twice the least that the proof allows.")
  private Double beta;

  @Option(names = "--steps", paramLabel = "N", defaultValue = "10000", description = "Of each run; ${DEFAULT-VALUE}.")
  private int steps;

  @Option(names = "--runs", paramLabel = "N", defaultValue = "200", description = "Of which the mean is taken; ${DEFAULT-VALUE}.")
  private int runs;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of the noise; ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private AnalysisOutput output;

  @Override
  public Integer call() throws IOException {
    double turned = Math.toRadians(angle);
    double convexity = check(turned);
    double rate = beta == null ? 1 / convexity : beta;
    Result result = new DirectionConvergence(curvature, turned, noise, rate).run(seed, runs, steps);
    output.write(command.commandLine().getOut(), content(result, turned, convexity, rate), () -> figure(result));
    return 0;
  }

  /** Returns cbar. */
  private double check(double turned) {
    if (!(curvature >= 1 && curvature <= 1e6)) {
      throw UserError.usage("--curvature is " + curvature + "; give a number from 1 to 1e6");
    }
    if (!(angle >= 0 && angle <= 180)) {
      throw UserError.usage("--angle is " + angle + "; give degrees from 0 to 180");
    }
    if (!(noise >= 0 && noise <= 1e6)) {
      throw UserError.usage("--noise is " + noise + "; give a number from 0 to 1e6");
    }
    if (beta != null && !(beta > 0 && beta <= 1e6)) {
      throw UserError.usage("--beta is " + beta + "; give a number above 0 and at most 1e6");
    }
    if (steps < 2 || steps > 1_000_000 || runs < 1 || (long) steps * runs > 100_000_000) {
      throw UserError.usage(
          "--steps is " + steps + " and --runs is " + runs + "; give from 2 to 1000000 steps, at least one run, and not more than"
              + " 100000000 steps in all");
    }
    double convexity = DirectionConvergence.reducedConvexity(curvature, turned);
    if (convexity <= 0 && beta == null) {
      throw UserError.usage(
          "--angle is " + angle + " with --curvature " + curvature + ": mu = " + AnalysisOutput.brief(DirectionConvergence.mu(turned))
              + " is not below c/L = " + AnalysisOutput.brief(1 / curvature) + ", so that the proof allows no beta; give a smaller"
              + " angle or curvature, or --beta to see what happens");
    }
    return convexity;
  }

  private Report.Content content(Result r, double turned, double convexity, double rate) {
    List<List<String>> lines = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    double highest = 0;
    for (int j = 1; j <= steps; j++) {
      double mean = r.squares()[j - 1];
      highest = Math.max(highest, j * mean);
      rows.add(List.of(Integer.toString(j), AnalysisOutput.exact(mean), AnalysisOutput.exact(j * mean)));
      if (AnalysisOutput.isRound(j) || j == steps) {
        lines.add(List.of(Numbers.count(j), AnalysisOutput.brief(mean), AnalysisOutput.brief(j * mean)));
      }
    }
    String condition =
        "Sufficient condition: mu = sqrt(1 + alpha^2 - 2 alpha cos) = " + AnalysisOutput.brief(DirectionConvergence.mu(turned))
            + " for alpha = 1, and c/L = " + AnalysisOutput.brief(1 / curvature) + "; ";
    String bound = convexity <= 0
        ? "it does not hold, and nothing is promised."
        : "beta is " + AnalysisOutput.brief(rate) + ", and must be above 1/(2 cbar) = " + AnalysisOutput.brief(0.5 / convexity) + ".";
    List<String> notes = new ArrayList<>(List.of(condition + bound));
    notes.add(
        "The largest j times mean is " + AnalysisOutput.brief(highest)
            + (Double.isNaN(r.bound()) ? "; there is no bound." : "; the bound Q is " + AnalysisOutput.brief(r.bound()) + "."));
    notes.add("Every step: --format csv");
    return new Report.Content(
        List.of(Table.numbers(
            "Mean squared distance to the minimum over " + Numbers.plural(runs, "run"), 0,
            List.of("j", "mean", "j times mean"), lines)),
        notes, Table.data(List.of("j", "mean", "j_times_mean"), rows));
  }

  /** Points as far apart as a line needs on a logarithmic scale. */
  private static String figure(Result r) {
    List<Point> points = new ArrayList<>();
    List<Point> line = new ArrayList<>();
    int n = r.squares().length;
    for (int j = 1; j <= n; j = Math.max(j + 1, (int) (1.05 * j))) {
      if (r.squares()[j - 1] > 0) {
        points.add(new Point(j, r.squares()[j - 1]));
      }
      line.add(new Point(j, r.bound() / j));
    }
    List<Series> series = new ArrayList<>(List.of(new Series("mean", Style.LINE, points)));
    if (!Double.isNaN(r.bound())) {
      series.add(new Series("Q/j", Style.LINE, line));
    }
    DoubleStream values = series.stream().flatMap(s -> s.points().stream()).mapToDouble(Point::y);
    return Figure.render(
        "Steps along random directions",
        "The mean squared distance to the minimum by the number of the step, both on logarithmic scales, and the bound of the proof.",
        List.of(new LineChart(
            "", new Scale("step j", 1, n, true), Scale.around("mean squared distance", true, values), series)));
  }
}
