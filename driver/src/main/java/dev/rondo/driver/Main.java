package dev.rondo.driver;

import dev.rondo.driver.analyze.AnalyzeCommand;
import dev.rondo.driver.bench.BenchCommand;
import dev.rondo.driver.command.CatalogueCommand;
import dev.rondo.driver.command.CompactCommand;
import dev.rondo.driver.command.ExportCommand;
import dev.rondo.driver.command.GradcheckCommand;
import dev.rondo.driver.command.PlanCommand;
import dev.rondo.driver.command.ReportCommand;
import dev.rondo.driver.command.RunCommand;
import dev.rondo.driver.command.SqlCommand;
import dev.rondo.driver.command.StatusCommand;
import dev.rondo.driver.command.TrainCommand;
import dev.rondo.driver.data.DataCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. Results go to standard output, everything else to standard error. */
@Command(
    name = "rondo",
    description = "Sweeps the hyperparameters of recurrent networks on Apache Spark.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RunCommand.class, PlanCommand.class, StatusCommand.class, ReportCommand.class, SqlCommand.class, CompactCommand.class,
      TrainCommand.class, ExportCommand.class, DataCommand.class, CatalogueCommand.class, GradcheckCommand.class, BenchCommand.class,
      AnalyzeCommand.class
    },
    footer = {
      "",
      "Exit status: 0 done, 2 wrong usage or spec, 3 data missing or damaged, 4 storage or",
      "cluster failure, 130 interrupted (the same command goes on where it stopped).",
      "Environment: RONDO_DATA (as --data), RONDO_JAVA_OPTS (flags such as -Xmx8g),",
      "RONDO_DEBUG=1 (stack traces)."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  public static void main(String[] args) {
    PrintStream results = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
    // Libraries that print must not mix with the results.
    System.setOut(System.err);
    Logs.quietUnderSparkSubmit();
    int status = run(args, results);
    results.flush();
    if (results.checkError() && status == 0) {
      status = UserError.CLUSTER;
    }
    System.exit(status);
  }

  /** Runs a command and gives its exit status. */
  public static int run(String[] args, PrintStream results) {
    CommandLine line = new CommandLine(new Main());
    line.setOut(new PrintWriter(results, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(System.err, true, Charset.defaultCharset()));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setAbbreviatedOptionsAllowed(false);
    line.setUsageHelpWidth(100);
    line.setParameterExceptionHandler((error, arguments) -> {
      CommandLine command = error.getCommandLine();
      String name = command.getCommandSpec().qualifiedName();
      command.getErr().println("rondo: " + error.getMessage() + "; see " + name + " --help");
      CommandLine.UnmatchedArgumentException.printSuggestions(error, command.getErr());
      return UserError.USAGE;
    });
    line.setExecutionExceptionHandler((error, command, parsed) -> Errors.report(error, command.getErr()));
    return line.execute(args);
  }

  /** The version of the jar's manifest, which the build writes. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"rondo " + (version == null ? "(not packaged)" : version)};
    }
  }
}
