package dev.rondo.core.task;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.data.Chunks;
import dev.rondo.core.data.DataException;
import dev.rondo.core.data.DataSets;
import dev.rondo.core.data.MidiSettings;
import dev.rondo.core.data.SequenceSet;
import dev.rondo.core.data.SequenceSet.Example;
import dev.rondo.core.task.Split.Padding;
import dev.rondo.spec.Params;
import java.nio.file.Path;
import java.util.List;

/**
 * Prediction of the next chord of a piano roll (papers 000, section 10.1, and 003, section 4.2). Training and validation
 * sequences are cut into chunks and filled up to the length of the longest; test sequences stay whole and are averaged over all
 * their predicted steps.
 */
final class PolyphonicMusic {
  private PolyphonicMusic() {}

  static Task load(Params settings, Path dataRoot) throws DataException {
    return task(settings, DataSets.load(settings.text("set"), dataRoot));
  }

  /** The same on a user's own piano rolls. */
  static Task loadOwn(Params settings, Path dataRoot) throws DataException {
    double valid = settings.number("valid-share");
    double test = settings.number("test-share");
    if (valid + test >= 1) {
      throw new IllegalArgumentException(
          "task.valid-share " + valid + " and task.test-share " + test + " leave nothing to train on; their sum must be below 1");
    }
    MidiSettings midi = new MidiSettings(settings.integer("steps-per-beat"), valid, test, settings.integer("split-seed"));
    return task(settings, DataSets.loadRolls(Path.of(settings.text("path")), midi, dataRoot));
  }

  private static Task task(Params settings, SequenceSet data) {
    Padding padding = settings.text("pad").equals("front") ? Padding.FRONT : Padding.END;
    boolean countPadding = settings.flag("count-padding");
    int chunk = settings.isNone("chunk") ? 0 : settings.integer("chunk");
    return new Task(
        settings.kind(), data,
        prepared(data.train(), chunk, padding, countPadding),
        prepared(data.valid(), chunk, padding, countPadding),
        new Split(data.test(), Padding.END, 0, false),
        Loss.BERNOULLI);
  }

  private static Split prepared(List<Example> sequences, int chunk, Padding padding, boolean countPadding) {
    List<Example> examples = chunk == 0 ? sequences : Chunks.of(sequences, chunk);
    // Padding that counts must not depend on which examples meet in a batch.
    int padTo = countPadding ? examples.stream().mapToInt(e -> e.inputs().steps()).max().orElse(0) : 0;
    return new Split(examples, padding, padTo, countPadding);
  }
}
