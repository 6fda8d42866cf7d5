package dev.rondo.core.task;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.data.DataException;
import dev.rondo.core.data.DataSets;
import dev.rondo.core.data.MnistSettings;
import dev.rondo.core.data.SequenceSet;
import dev.rondo.core.metric.Metric;
import dev.rondo.spec.Params;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** Which digit a picture shows, read pixel by pixel and said at the last (papers 002, section 3 of 004). */
final class SequentialMnist {
  private SequentialMnist() {}

  static Task load(Params p, Path dataRoot) throws DataException {
    MnistSettings settings = new MnistSettings(
        p.integer("pixels-per-step"), p.text("normalise").equals("standard"), p.flag("permuted"), p.integer("permutation-seed"),
        p.text("valid-split").equals("last"), p.integer("split-seed"), p.isNone("train-images") ? 0 : p.integer("train-images"),
        p.integer("valid-images"), p.isNone("test-images") ? 0 : p.integer("test-images"));
    SequenceSet data = DataSets.load(settings, dataRoot);
    return new Task(
        p.kind(), data, Split.lastStepOf(data.train(), 0), Split.lastStepOf(data.valid(), 0), Split.lastStepOf(data.test(), 0),
        Loss.SOFTMAX, List.of(Metric.Kind.ACCURACY), OptionalDouble.empty(), null);
  }
}
