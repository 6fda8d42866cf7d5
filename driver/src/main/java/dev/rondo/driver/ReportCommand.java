package dev.rondo.driver;

import dev.rondo.driver.report.ReportFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo report}: leaderboard and best configurations. */
@Command(
    name = "report",
    description = "Prints the leaderboard by variant and the best configuration of each, while the sweep runs or after.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OutArgument out;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private ReportFormat format;

  @Option(names = "--to", paramLabel = "FILE", description = "Writes into a file instead.")
  private Path to;

  @Override
  public Integer call() throws IOException {
    SweepFolder folder = out.folder();
    SweepInfo info = SweepInfo.read(folder);
    String text = format.render(SweepReader.view(folder, info, SweepReader.summarise(folder, info)));
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
