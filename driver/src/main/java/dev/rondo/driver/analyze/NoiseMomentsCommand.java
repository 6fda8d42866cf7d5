package dev.rondo.driver.analyze;

import dev.rondo.core.analysis.NoiseGradient;
import dev.rondo.core.analysis.NoiseMoments;
import dev.rondo.core.perturb.DropConnect;
import dev.rondo.core.perturb.GaussianNoise;
import dev.rondo.core.perturb.Perturbation;
import dev.rondo.driver.Numbers;
import dev.rondo.driver.UserError;
import dev.rondo.driver.figure.Figure;
import dev.rondo.driver.figure.LineChart;
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
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo analyze noise-moments}: what noise on weights does to the sum into a unit (paper 000, appendix A). */
@Command(
    name = "noise-moments",
    description = {
      "Mean and variance of the sum that reaches a unit with noisy weights: drawn, by theory for independent draws, and by"
          + " the formula of Ognawala and Bayer (2014, appendix A), which is that of one draw shared by all weights. Then the"
          + " gradient through such a sum, in its two parts, against central differences."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class NoiseMomentsCommand implements Callable<Integer> {
  private static final int BARS = 60;

  /** A noise with what was drawn of it. */
  private record Case(
      String name, NoiseMoments moments, NoiseMoments.Sample independent, NoiseMoments.Sample shared) {}

  /** One gradient check. */
  private record Check(String form, double s, double decomposed, double printed) {}

  @Spec private CommandSpec command;

  @Option(names = "--weights", paramLabel = "N", defaultValue = "20", description = "Weights into the unit; ${DEFAULT-VALUE}.")
  private int weights;

  @Option(names = "--draws", paramLabel = "N", defaultValue = "100000", description = "Of each noise; ${DEFAULT-VALUE}.")
  private int draws;

  @Option(
      names = "--sigma", paramLabel = "X", defaultValue = "0.3",
      description = "Standard deviation of Gaussian noise; ${DEFAULT-VALUE}.")
  private float sigma;

  @Option(
      names = "--p", paramLabel = "P", defaultValue = "0.5",
      description = "Probability that DropConnect drops a weight; ${DEFAULT-VALUE}.")
  private double p;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "2", description = "Of weights, inputs and noise; ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private AnalysisOutput output;

  @Override
  public Integer call() throws IOException {
    check();
    double[] w = NoiseMoments.normals(seed, "w", weights);
    double[] x = NoiseMoments.normals(seed, "x", weights);
    List<Case> cases = Stream.of(
            new NoiseMoments(gaussian(true), w, x), new NoiseMoments(gaussian(false), w, x),
            new NoiseMoments(dropConnect(), w, x))
        .map(m -> new Case(name(m.noise()), m, m.sample(seed, draws, false), m.sample(seed, draws, true)))
        .toList();
    List<Check> checks = checks(w, x);
    output.write(
        command.commandLine().getOut(), content(cases, checks), () -> figure(cases));
    return 0;
  }

  private void check() {
    if (weights < 1 || weights > 10_000) {
      throw UserError.usage("--weights is " + weights + "; give a number from 1 to 10000");
    }
    if (draws < 2 || draws > 10_000_000) {
      throw UserError.usage("--draws is " + draws + "; give a number from 2 to 10000000");
    }
    if (!(sigma > 0 && sigma <= 100)) {
      throw UserError.usage("--sigma is " + sigma + "; give a number above 0 and at most 100");
    }
    if (!(p > 0 && p < 1)) {
      throw UserError.usage("--p is " + p + "; give a number above 0 and below 1");
    }
  }

  private Perturbation gaussian(boolean multiplicative) {
    return new GaussianNoise(
        Perturbation.Target.RECURRENT, Perturbation.Refresh.STEP, Perturbation.Pass.TRAIN_GRAPH,
        Perturbation.Sampling.WEIGHTS, multiplicative, sigma);
  }

  private Perturbation dropConnect() {
    return new DropConnect(
        Perturbation.Target.RECURRENT, Perturbation.Refresh.STEP, Perturbation.Pass.TRAIN_GRAPH,
        Perturbation.Sampling.WEIGHTS, 1 - p, DropConnect.Scale.NONE);
  }

  private static String name(Perturbation noise) {
    return noise instanceof DropConnect ? "dropconnect" : noise.multiplicative() ? "multiplicative" : "additive";
  }

  /** At both signs of w'x, for the paper's formula leaves the sign out. */
  private List<Check> checks(double[] w, double[] x) {
    double[] minus = Arrays.stream(w).map(v -> -v).toArray();
    List<Check> checks = new ArrayList<>();
    for (NoiseGradient.Form form : NoiseGradient.Form.values()) {
      for (double s : new double[] {-1, 1}) {
        for (double[] weight : List.of(w, minus)) {
          NoiseGradient g = new NoiseGradient(form, weight, x, sigma, s, 0.5);
          double[] numeric = g.numeric();
          String sign = Math.signum(new NoiseMoments(gaussian(true), weight, x).mean()) < 0 ? "w'x < 0" : "w'x > 0";
          checks.add(new Check(
              form.name().toLowerCase(Locale.ROOT) + ", " + sign, s, NoiseGradient.error(g.decomposed(), numeric),
              NoiseGradient.error(g.asPrinted(), numeric)));
        }
      }
    }
    return checks;
  }

  private Report.Content content(List<Case> cases, List<Check> checks) {
    List<List<String>> lines = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (Case c : cases) {
      lines.add(line(c, "independent", c.independent()));
      lines.add(line(c, "shared", c.shared()));
      double off = Math.abs(c.moments().sharedVariance() - c.independent().variance()) / c.independent().varianceError();
      notes.add(
          c.name() + ": the shared form gives " + AnalysisOutput.brief(c.moments().sharedVariance() / c.independent().variance())
              + " times the variance of independent draws, " + AnalysisOutput.brief(off) + " standard errors off; theory for"
              + " independent draws is "
              + AnalysisOutput.brief(
                  Math.abs(c.moments().independentVariance() - c.independent().variance()) / c.independent().varianceError())
              + " off.");
    }
    notes.add(
        "Equation 19, V[a] = sigma^2 (w'x)^2, holds when one draw is shared by all weights into a unit; draws of their own,"
            + " which the noise matrix of section 8 has, give sigma^2 sum w^2 x^2.");
    notes.add(
        "Equation 24, dJ/da s sigma x, lacks the sign of w'x, which the root of (w'x)^2 brings; errors are relative to"
            + " central differences.");
    Table gradients = Table.numbers(
        "Gradient through the sampled sum, dJ/da x + dJ/da s d sqrt(V)/dw", 1,
        List.of("variance", "s", "error of the two parts", "error as printed in the paper"),
        checks.stream()
            .map(c -> List.of(
                c.form(), AnalysisOutput.brief(c.s()), AnalysisOutput.brief(c.decomposed()),
                AnalysisOutput.brief(c.printed())))
            .toList());
    return new Report.Content(
        List.of(
            Table.numbers(
                "Sum into a unit of " + Numbers.plural(weights, "weight") + ", " + Numbers.count(draws) + " draws", 2,
                List.of(
                    "noise", "draws", "mean", "+-", "theory", "variance", "+-", "independent form", "shared form (paper)"),
                lines),
            gradients),
        notes, rows(cases, checks));
  }

  private static List<String> line(Case c, String how, NoiseMoments.Sample sample) {
    return List.of(
        c.name(), how, AnalysisOutput.brief(sample.mean()), AnalysisOutput.brief(sample.meanError()),
        AnalysisOutput.brief(c.moments().mean()), AnalysisOutput.brief(sample.variance()),
        AnalysisOutput.brief(sample.varianceError()), AnalysisOutput.brief(c.moments().independentVariance()),
        AnalysisOutput.brief(c.moments().sharedVariance()));
  }

  private static Table rows(List<Case> cases, List<Check> checks) {
    List<List<String>> rows = new ArrayList<>();
    for (Case c : cases) {
      for (boolean shared : new boolean[] {false, true}) {
        NoiseMoments.Sample sample = shared ? c.shared() : c.independent();
        String how = shared ? "shared" : "independent";
        rows.add(row(c.name(), how, "mean drawn", sample.mean(), sample.meanError()));
        rows.add(row(c.name(), how, "mean", c.moments().mean(), 0));
        rows.add(row(c.name(), how, "variance drawn", sample.variance(), sample.varianceError()));
        rows.add(row(
            c.name(), how, "variance", shared ? c.moments().sharedVariance() : c.moments().independentVariance(), 0));
      }
    }
    for (Check c : checks) {
      rows.add(row("gradient", c.form(), "error of the two parts, s = " + c.s(), c.decomposed(), 0));
      rows.add(row("gradient", c.form(), "error as printed, s = " + c.s(), c.printed(), 0));
    }
    return Table.data(List.of("noise", "draws", "quantity", "value", "standard_error"), rows);
  }

  private static List<String> row(String noise, String how, String quantity, double value, double error) {
    return List.of(noise, how, quantity, AnalysisOutput.exact(value), AnalysisOutput.exact(error));
  }

  private static String figure(List<Case> cases) {
    List<LineChart> panels = new ArrayList<>();
    for (Case c : cases) {
      NoiseMoments m = c.moments();
      double reach = 4 * Math.sqrt(Math.max(m.independentVariance(), m.sharedVariance()));
      List<Series> series = List.of(
          new Series("independent draws", Style.LINE, density(c.independent().sums(), m.mean() - reach, m.mean() + reach)),
          new Series("normal, sum form", Style.LINE, normal(m.mean(), m.independentVariance(), reach)),
          new Series("normal, shared (paper)", Style.LINE, normal(m.mean(), m.sharedVariance(), reach)));
      // A shared variance near 0 would leave nothing to see of the others.
      double highest = Math.min(highest(series), 5 * highest(series.subList(0, 2)));
      panels.add(new LineChart(
          c.name(), new Scale("sum into the unit", m.mean() - reach, m.mean() + reach, false),
          new Scale("density", 0, 1.05 * highest, false), series));
    }
    return Figure.render(
        "The sum into a unit with noisy weights",
        "For each noise the density of what was drawn, and the normal densities with the variance of independent draws and"
            + " with that of one shared draw.",
        panels);
  }

  private static double highest(List<Series> series) {
    return series.stream().flatMap(s -> s.points().stream()).mapToDouble(LineChart.Point::y).max().orElseThrow();
  }

  private static List<LineChart.Point> density(double[] sums, double from, double to) {
    double width = (to - from) / BARS;
    int[] counts = new int[BARS];
    for (double a : sums) {
      int bar = (int) Math.floor((a - from) / width);
      if (bar >= 0 && bar < BARS) {
        counts[bar]++;
      }
    }
    List<LineChart.Point> points = new ArrayList<>();
    for (int i = 0; i < BARS; i++) {
      double height = counts[i] / (sums.length * width);
      points.add(new LineChart.Point(from + i * width, height));
      points.add(new LineChart.Point(from + (i + 1) * width, height));
    }
    return points;
  }

  private static List<LineChart.Point> normal(double mean, double variance, double reach) {
    List<LineChart.Point> points = new ArrayList<>();
    for (int i = -100; i <= 100; i++) {
      double d = reach * i / 100;
      points.add(new LineChart.Point(
          mean + d, StrictMath.exp(-d * d / (2 * variance)) / StrictMath.sqrt(2 * Math.PI * variance)));
    }
    return points;
  }
}
