package dev.rondo.driver.data;

import dev.rondo.core.data.DataException;
import dev.rondo.core.data.DataSets;
import dev.rondo.core.data.MidiSettings;
import dev.rondo.core.data.SequenceSet;
import dev.rondo.driver.command.DataFolder;
import dev.rondo.driver.command.PlainFormat;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rondo data check}: reads a whole set. */
@Command(
    name = "check",
    description = {
      "Reads a whole data set and prints how large it is, what it costs to predict music from the frequencies of its notes",
      "alone, and the hash of its content. Exit status 3 with a message when it is missing or damaged."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DataCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private DataFolder data;

  @Parameters(
      index = "0", paramLabel = "NAME",
      description = "A name that rondo data list shows, or the path of piano rolls: a MATLAB file, a pickle, a folder of MIDI"
          + " files (read with the defaults of task piano-rolls).")
  private String name;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private PlainFormat format;

  @Override
  public Integer call() throws DataException {
    DataReport.print(read(), format, command.commandLine().getOut());
    return 0;
  }

  private SequenceSet read() throws DataException {
    Path root = data.root();
    boolean known = DataSets.known().containsKey(name) || DataSets.builtIn().contains(name);
    // What looks like a name but is none gets the list of names.
    boolean path = !known && (name.contains("/") || name.contains(".") || Path.of(name).toFile().exists());
    return path ? DataSets.loadRolls(Path.of(name), MidiSettings.DEFAULT, root) : DataSets.load(name, root);
  }
}
