package dev.rondo.driver.data;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rondo data}: the data sets, apart from any sweep. */
@Command(
    name = "data",
    description = "Lists, checks and imports data sets.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {DataListCommand.class, DataCheckCommand.class, DataImportCommand.class})
public final class DataCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: list, check or import");
  }
}
