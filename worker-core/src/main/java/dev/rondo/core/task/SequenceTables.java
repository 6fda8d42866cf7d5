package dev.rondo.core.task;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.data.BinarySequence;
import dev.rondo.core.data.Chunks;
import dev.rondo.core.data.DataException;
import dev.rondo.core.data.DataSets;
import dev.rondo.core.data.Sequence;
import dev.rondo.core.data.SequenceSet;
import dev.rondo.core.data.SequenceSet.Example;
import dev.rondo.core.data.TableSettings;
import dev.rondo.core.task.Split.Padding;
import dev.rondo.spec.Params;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A user's own sequences from a table: predict the next step, or target columns at the same step. Padding never counts. */
final class SequenceTables {
  private SequenceTables() {}

  static Task load(Params p, Path dataRoot) throws DataException {
    double valid = p.number("valid-share");
    double test = p.number("test-share");
    if (valid + test >= 1) {
      throw new IllegalArgumentException(
          "task.valid-share " + valid + " and task.test-share " + test + " leave nothing to train on; their sum must be below 1");
    }
    SequenceSet data = DataSets.load(
        new TableSettings(
            Path.of(p.text("path")), p.text("id"), p.text("step"), p.texts("columns"), p.texts("targets"),
            p.isNone("split") ? "" : p.text("split"), List.of(1 - valid - test, valid, test), p.integer("split-seed")),
        dataRoot);
    int chunk = p.isNone("chunk") ? 0 : p.integer("chunk");
    return new Task(
        p.kind(), data,
        new Split(cut(data.train(), chunk), Padding.END, 0, false),
        new Split(cut(data.valid(), chunk), Padding.END, 0, false),
        new Split(data.test(), Padding.END, 0, false),
        binaryTargets(data) ? Loss.BERNOULLI : Loss.SQUARED);
  }

  private static List<Example> cut(List<Example> examples, int chunk) {
    return chunk == 0 ? examples : Chunks.of(examples, chunk);
  }

  private static boolean binaryTargets(SequenceSet data) {
    return Stream.of(data.train(), data.valid(), data.test())
        .flatMap(List::stream)
        .map(e -> e.targets() == null ? e.inputs() : e.targets())
        .allMatch(SequenceTables::binary);
  }

  private static boolean binary(Sequence s) {
    if (s instanceof BinarySequence) {
      return true;
    }
    float[] step = new float[s.width()];
    for (int t = 0; t < s.steps(); t++) {
      s.copyStep(t, step, 0);
      for (float v : step) {
        if (v != 0f && v != 1f) {
          return false;
        }
      }
    }
    return true;
  }
}
