package dev.rondo.core.task;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.data.DataException;
import dev.rondo.core.data.DataSets;
import dev.rondo.core.data.PennTreebankSettings;
import dev.rondo.core.data.SequenceSet;
import dev.rondo.core.data.SequenceSet.Example;
import dev.rondo.core.metric.Metric;
import dev.rondo.core.task.Split.Padding;
import dev.rondo.spec.Params;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** Prediction of the next character of a line of the Penn Treebank (paper 004, section 3). */
final class Characters {
  private Characters() {}

  static Task load(Params p, Path dataRoot) throws DataException {
    SequenceSet data = DataSets.load(
        new PennTreebankSettings(
            most(p, "longest-line"), p.flag("code-mask"), most(p, "train-lines"), most(p, "valid-lines"), most(p, "test-lines")),
        dataRoot);
    return new Task(
        p.kind(), data, split(data.train()), split(data.valid()), split(data.test()), Loss.SOFTMAX,
        List.of(Metric.Kind.ACCURACY, Metric.Kind.BITS), OptionalDouble.empty(), null);
  }

  private static int most(Params p, String setting) {
    return p.isNone(setting) ? 0 : p.integer(setting);
  }

  private static Split split(List<Example> lines) {
    return new Split(lines, Padding.END, 0, false);
  }
}
