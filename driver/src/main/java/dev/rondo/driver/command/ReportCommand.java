package dev.rondo.driver.command;

import dev.rondo.driver.report.Report;
import dev.rondo.driver.report.ReportFormat;
import dev.rondo.driver.report.SweepView;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.SweepInfo;
import dev.rondo.driver.storage.SweepReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rondo report}: what one or several sweeps found. */
@Command(
    name = "report",
    description = {
      "Prints the leaderboard by variant and the best configuration of each, or other reports that --only names,"
          + " while the sweep runs or after.",
      "Several sweeps, one for each data set as a rule, stand side by side where a report compares data sets."
    },
    mixinStandardHelpOptions = true)
public final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "OUT", description = "Folders of sweeps, as rondo run named them.")
  private List<String> folders;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private ReportFormat format;

  @Option(names = "--only", paramLabel = "NAME", split = ",", description = "These reports: ${COMPLETION-CANDIDATES}.")
  private List<Report.Kind> only = List.of();

  @Option(names = "--to", paramLabel = "FILE", description = "Writes into a file instead.")
  private Path to;

  @Override
  public Integer call() throws IOException {
    List<SweepView> sweeps = new ArrayList<>();
    for (String out : folders) {
      SweepFolder folder = SweepFolder.at(out, new Configuration());
      sweeps.add(SweepReader.view(folder, SweepInfo.read(folder)));
    }
    String text = format.render(sweeps, only);
    if (to == null) {
      spec.commandLine().getOut().print(text);
      spec.commandLine().getOut().flush();
    } else {
      Files.writeString(to, text, StandardCharsets.UTF_8);
      System.err.println("rondo: wrote " + to);
    }
    return 0;
  }
}
