package dev.rondo.driver.analyze;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rondo analyze}: the studies behind a paper's figures, one command each. */
@Command(
    name = "analyze",
    description = "Repeats a study behind a paper's figure: its numbers as a table, the figure as SVG.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "WHAT",
    subcommands = {
      LossSurfaceCommand.class, NoiseMomentsCommand.class, SpectralRadiusCommand.class, MarginalCommand.class,
      TemporalGradientCommand.class, ConvergenceCommand.class, PartitionCodesCommand.class
    })
public final class AnalyzeCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what to analyze is missing");
  }
}
