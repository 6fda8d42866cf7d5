package dev.rondo.driver.command;

import dev.rondo.driver.report.ReportFormat;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.SweepInfo;
import dev.rondo.driver.storage.SweepReader;
import dev.rondo.driver.sweep.Interruption;
import dev.rondo.driver.sweep.SparkBackend;
import dev.rondo.driver.sweep.SparkSessions;
import dev.rondo.driver.sweep.SweepRun;
import dev.rondo.driver.sweep.TrialFunction;
import dev.rondo.spec.Params;
import dev.rondo.spec.SweepSpec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo run}: runs or resumes a sweep. */
@Command(
    name = "run",
    description = {
      "Runs a sweep on Spark, or goes on with it: what has ended before is not done again.",
      "Prints the leaderboard and the best configurations at the end."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private SpecArguments arguments;

  @Option(names = "--out", paramLabel = "DIR", description = "Folder of the results; out/SWEEP unless given.")
  private String out;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark master, such as local[4]; else what spark-submit gives, else all cores of this machine.")
  private String master;

  @Override
  public Integer call() throws Exception {
    SweepSpec spec = arguments.read();
    Path dataRoot = arguments.dataRoot();
    SpecArguments.check(spec, arguments.runner());
    SweepFolder folder = SweepFolder.at(out == null ? "out/" + spec.name() : out, new Configuration());
    Params run = Params.of(spec.run());
    TrialFunction.Factory training = new TrialFunction.Training(
        dataRoot == null ? null : dataRoot.toString(), arguments.specFolder().toString(),
        run.isNone("checkpoint") ? Double.POSITIVE_INFINITY : run.number("checkpoint"));

    try (Interruption interruption = new Interruption()) {
      new SweepRun(spec, folder, System.err).run(target -> {
        SparkSession spark = SparkSessions.start(master, "rondo " + spec.name());
        return interruption.closing(new SparkBackend(spark, target, training, spec.name()));
      });
    }
    PrintWriter to = command.commandLine().getOut();
    to.print(ReportFormat.TEXT.render(List.of(SweepReader.view(folder, SweepInfo.of(spec))), List.of()));
    to.flush();
    return 0;
  }
}
