package dev.rondo.core.task;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.data.DataException;
import dev.rondo.core.data.DataSets;
import dev.rondo.core.data.SentimentSettings;
import dev.rondo.core.data.SequenceSet;
import dev.rondo.core.metric.Metric;
import dev.rondo.spec.Params;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** Whether a sentence is positive or negative, said at its last word (paper 002, appendix B). */
final class Sentences {
  private Sentences() {}

  static Task load(Params p, Path dataRoot) throws DataException {
    SequenceSet data = DataSets.load(
        new SentimentSettings(
            path(p, "phrases"), path(p, "vectors"), most(p, "train-sentences"), most(p, "valid-sentences"),
            most(p, "test-sentences")),
        dataRoot);
    return new Task(
        p.kind(), data, Split.lastStepOf(data.train(), 0), Split.lastStepOf(data.valid(), 0), Split.lastStepOf(data.test(), 0),
        Loss.SOFTMAX, List.of(Metric.Kind.ACCURACY), OptionalDouble.empty(), null);
  }

  private static Path path(Params p, String setting) {
    return p.isNone(setting) ? null : Path.of(p.text(setting));
  }

  private static int most(Params p, String setting) {
    return p.isNone(setting) ? 0 : p.integer(setting);
  }
}
