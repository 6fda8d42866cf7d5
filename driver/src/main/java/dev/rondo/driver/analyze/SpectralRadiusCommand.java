package dev.rondo.driver.analyze;

import dev.rondo.driver.Numbers;
import dev.rondo.driver.UserError;
import dev.rondo.driver.analyze.RadiusCurves.Curve;
import dev.rondo.driver.analyze.RadiusCurves.Radii;
import dev.rondo.driver.command.OutArgument;
import dev.rondo.driver.command.VariantOption;
import dev.rondo.driver.figure.Figure;
import dev.rondo.driver.figure.LineChart;
import dev.rondo.driver.figure.Scale;
import dev.rondo.driver.report.Report;
import dev.rondo.driver.report.Table;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.SweepInfo;
import dev.rondo.driver.storage.SweepReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rondo analyze spectral-radius}: how the recurrent weights grow (paper 000, Figures 5 to 7). */
@Command(
    name = "spectral-radius",
    description =
        "The spectral radius of the recurrent weights over the epochs of a sweep with the probe spectral-radius: mean and"
            + " range over the trials of each variant (Ognawala and Bayer 2014, Figures 5 to 7).",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SpectralRadiusCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private OutArgument out;
  @Mixin private VariantOption variant;
  @Mixin private AnalysisOutput output;

  @Override
  public Integer call() throws IOException {
    SweepFolder folder = out.folder();
    SweepInfo info = SweepInfo.read(folder);
    RadiusCurves curves = new RadiusCurves(variant.of(info), SweepReader.probes(folder));
    if (curves.curves().isEmpty()) {
      throw UserError.data(
          folder.location() + " has no spectral radius of a finished trial; it is measured while training, when the spec"
              + " says probes.kinds = [spectral-radius]: run the sweep with that, into a folder of its own", null);
    }
    output.write(
        command.commandLine().getOut(), content(info, curves),
        () -> figure(info, curves));
    return 0;
  }

  /** People see the epochs 0, 1, 2, 5, 10, 20, ... and the last. */
  private static Report.Content content(SweepInfo info, RadiusCurves curves) {
    List<List<String>> lines = new ArrayList<>();
    for (Curve c : curves.curves()) {
      c.epochs().forEach((epoch, r) -> {
        if (AnalysisOutput.isRound(epoch) || epoch.equals(c.epochs().lastKey())) {
          lines.add(List.of(
              curves.label(c.name()), Numbers.count(epoch), Numbers.count(r.trials()), AnalysisOutput.brief(r.mean()),
              AnalysisOutput.brief(r.low()), AnalysisOutput.brief(r.high())));
        }
      });
    }
    List<String> notes = new ArrayList<>(List.of(
        "Mean and range are over the trials that were still training at that epoch; epoch 0 is before training.",
        "Every epoch: --format csv"));
    if (curves.leftOut() > 0) {
      notes.add(Numbers.plural(curves.leftOut(), "trial") + " that diverged or failed left out.");
    }
    return new Report.Content(
        List.of(Table.numbers(
            title(info), 1, List.of("variant", "epoch", "trials", "mean", "lowest", "highest"), lines)),
        notes,
        Table.data(List.of("dataset", "variant", "weight", "epoch", "trials", "mean", "low", "high"), rows(curves)));
  }

  private static String title(SweepInfo info) {
    return "Spectral radius of the recurrent weights of " + info.name();
  }

  private static List<List<String>> rows(RadiusCurves curves) {
    List<List<String>> rows = new ArrayList<>();
    for (Curve c : curves.curves()) {
      c.epochs().forEach((epoch, r) -> rows.add(List.of(
          c.name().dataset(), c.name().variant(), c.name().weight(), Integer.toString(epoch),
          Integer.toString(r.trials()), AnalysisOutput.exact(r.mean()), AnalysisOutput.exact(r.low()),
          AnalysisOutput.exact(r.high()))));
    }
    return rows;
  }

  private static String figure(SweepInfo info, RadiusCurves curves) {
    List<LineChart.Series> series = new ArrayList<>();
    for (Curve c : curves.curves()) {
      List<LineChart.Point> points = new ArrayList<>();
      c.epochs().forEach((epoch, r) -> points.add(new LineChart.Point(epoch, r.mean(), r.low(), r.high())));
      series.add(new LineChart.Series(curves.label(c.name()), LineChart.Style.BAND, points));
    }
    List<Radii> all = curves.curves().stream().flatMap(c -> c.epochs().values().stream()).toList();
    double last = curves.curves().stream().mapToInt(c -> c.epochs().lastKey()).max().orElse(0);
    return Figure.render(
        title(info),
        "A line for each variant: the mean over its trials at each epoch, in a band from the lowest to the highest.",
        List.of(new LineChart(
            "", new Scale("epoch", 0, Math.max(1, last), false),
            Scale.around(
                "spectral radius", false, DoubleStream.concat(
                    all.stream().mapToDouble(Radii::low), all.stream().mapToDouble(Radii::high))),
            series)));
  }
}
