package dev.rondo.driver.data;

import dev.rondo.core.data.DataException;
import dev.rondo.core.data.MatlabPianoRolls;
import dev.rondo.core.data.MidiSettings;
import dev.rondo.core.data.PianoRolls;
import dev.rondo.core.data.SequenceSet;
import dev.rondo.driver.UserError;
import dev.rondo.driver.command.PlainFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rondo data import}: one's own music as one file. */
@Command(
    name = "import",
    description = {
      "Reads piano rolls of any form and writes them as one MATLAB file in the form of the published sets, which a spec",
      "reads with task { kind = piano-rolls, path = FILE }. Prints what rondo data check prints."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DataImportCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(index = "0", paramLabel = "KIND", description = "What PATH is: ${COMPLETION-CANDIDATES}.")
  private PianoRolls.Form kind;

  @Parameters(index = "1", paramLabel = "PATH", description = "A file, or a folder of MIDI files.")
  private Path path;

  @Option(names = "--to", required = true, paramLabel = "FILE", description = "The file to write; its name names the set.")
  private Path to;

  @Option(
      names = "--steps-per-beat", paramLabel = "N", defaultValue = "2",
      description = "MIDI: steps of a quarter note; ${DEFAULT-VALUE}.")
  private int stepsPerBeat;

  @Option(
      names = "--valid-share", paramLabel = "X", defaultValue = "0.2",
      description = "MIDI: share of the files in validation, unless the folder has train, valid and test; ${DEFAULT-VALUE}.")
  private double validShare;

  @Option(names = "--test-share", paramLabel = "X", defaultValue = "0.2", description = "MIDI: the same for the test.")
  private double testShare;

  @Option(names = "--split-seed", paramLabel = "N", defaultValue = "1", description = "MIDI: another seed, another split.")
  private int splitSeed;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private PlainFormat format;

  @Override
  public Integer call() throws DataException, IOException {
    PianoRolls.Form found = PianoRolls.Form.of(path);
    if (found != kind) {
      throw UserError.usage(path + " is of the kind " + found + ", not " + kind + "; give the kind that it is");
    }
    SequenceSet read = PianoRolls.read(path, to.getFileName().toString(), settings());
    MatlabPianoRolls.write(read, to);
    SequenceSet written = MatlabPianoRolls.read(to, read.name());
    if (!written.hash().equals(read.hash())) {
      throw new IOException(to + " does not hold what was written to it");
    }
    DataReport.print(written, format, command.commandLine().getOut());
    return 0;
  }

  private MidiSettings settings() {
    try {
      return new MidiSettings(stepsPerBeat, validShare, testShare, splitSeed);
    } catch (IllegalArgumentException e) {
      throw UserError.usage("--" + e.getMessage());
    }
  }
}
