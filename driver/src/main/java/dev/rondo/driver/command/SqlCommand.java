package dev.rondo.driver.command;

import dev.rondo.driver.Logs;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.SweepInfo;
import dev.rondo.driver.storage.Views;
import dev.rondo.driver.sweep.SparkSessions;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rondo sql}: asks the tables of a sweep. */
@Command(
    name = "sql",
    description = {
      "Asks the tables of a sweep in Spark SQL, while the sweep runs or after.",
      "Views: trials, epochs, probes, best, leaderboard."
    },
    mixinStandardHelpOptions = true)
public final class SqlCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OutArgument out;

  @Parameters(
      index = "1",
      paramLabel = "QUERY",
      description = "Such as \"select variant, min(valid_loss), count(*) from trials group by variant\".")
  private String query;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "table", description = "${COMPLETION-CANDIDATES}.")
  private SqlFormat format;

  @Override
  public Integer call() throws IOException {
    SweepFolder folder = out.folder();
    SweepInfo info = SweepInfo.read(folder);
    Logs.silence(); // Spark logs a failed query at length before it throws; the message below says it once
    try (SparkSession spark = SparkSessions.start(null, "rondo sql " + info.name())) {
      String text = SqlQuery.run(spark, folder, query, format);
      PrintWriter to = spec.commandLine().getOut();
      to.print(text);
      to.flush();
    }
    return 0;
  }
}
