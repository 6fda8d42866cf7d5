package dev.rondo.driver.command;

import dev.rondo.core.Status;
import dev.rondo.driver.Numbers;
import dev.rondo.driver.UserError;
import dev.rondo.driver.report.ReportFormat;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.SweepInfo;
import dev.rondo.driver.storage.SweepReader;
import dev.rondo.driver.storage.SweepSummary;
import dev.rondo.driver.sweep.ExecutorMemory;
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

  @Option(names = "--retry-failed", description = "Also runs trials again that failed in earlier runs, timeouts included.")
  private boolean retryFailed;

  @Override
  public Integer call() throws Exception {
    boolean onAWorker = "cluster".equals(System.getProperty("spark.submit.deployMode"));
    if (onAWorker && (out == null || !out.startsWith("/") && !out.contains(":/"))) {
      throw UserError.usage(
          "--out is " + (out == null ? "not given" : out) + ", but with --deploy-mode cluster the driver runs in a folder of some"
              + " worker; give the absolute path or the URI of a folder that all machines see");
    }
    SweepSpec spec = arguments.read();
    Path dataRoot = arguments.dataRoot();
    ExecutorMemory.of(SpecArguments.check(spec, arguments.runner()).values()).check(SparkSessions.given(master), System.err);
    SweepFolder folder = SweepFolder.at(out == null ? "out/" + spec.name() : out, new Configuration());
    Params run = Params.of(spec.run());
    TrialFunction.Factory training = new TrialFunction.Training(
        dataRoot == null ? null : dataRoot.toString(), arguments.specFolder().toString(),
        seconds(run, "checkpoint"), seconds(run, "trial-timeout"));

    SweepRun sweep = new SweepRun(spec, folder, System.err);
    SweepSummary summary;
    try (Interruption interruption = new Interruption()) {
      summary = (retryFailed ? sweep.retryingFailed() : sweep).run(target -> {
        SparkSession spark = SparkSessions.start(master, "rondo " + spec.name());
        return interruption.closing(
            new SparkBackend(spark, target, training, spec.name(), run.integer("executor-losses")));
      });
    }
    PrintWriter to = command.commandLine().getOut();
    to.print(ReportFormat.TEXT.render(List.of(SweepReader.view(folder, SweepInfo.of(spec))), List.of()));
    to.flush();
    if (summary.rows() > 0 && summary.count(Status.FAILED.text()) == summary.rows()) {
      throw UserError.allFailed(
          "all " + Numbers.plural(summary.rows(), "trial") + " failed; the first in " + folder.location() + " says: "
              + SweepReader.rows(folder).get(0).failure());
    }
    return 0;
  }

  private static double seconds(Params run, String name) {
    return run.isNone(name) ? Double.POSITIVE_INFINITY : run.number(name);
  }
}
