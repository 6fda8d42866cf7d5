package dev.rondo.core.task;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.data.DenseSequence;
import dev.rondo.core.data.SequenceSet.Example;
import dev.rondo.core.metric.Metric;
import dev.rondo.core.random.RandomStream;
import java.util.List;

/** A series of numbers, each to be told from those before it. */
interface Series extends SequenceRule {
  /** Numbers of the series. */
  int length();

  /** First steps whose prediction does not count. */
  int washout();

  /** One series, of that length. */
  float[] values(RandomStream random);

  @Override
  default int inputs() {
    return 1;
  }

  @Override
  default int outputs() {
    return 1;
  }

  @Override
  default Loss loss() {
    return Loss.SQUARED;
  }

  @Override
  default List<Metric.Kind> metrics() {
    return List.of(Metric.Kind.NORMALISED_ROOT_MEAN_SQUARED_ERROR);
  }

  @Override
  default Example draw(RandomStream random) {
    return new Example(new DenseSequence(length(), 1, values(random)), null);
  }

  /** @throws IllegalArgumentException when washout leaves nothing */
  @Override
  default Split split(List<Example> examples) {
    if (washout() >= length() - 1) {
      throw new IllegalArgumentException("task.washout = " + washout() + " leaves nothing to predict in series of task.length = "
          + length() + "; it must be below " + (length() - 1));
    }
    return Split.afterWashout(examples, washout());
  }

  /** The variance of what counts. */
  @Override
  default double trivialLoss(Split test) {
    double mean = 0;
    double squares = 0;
    long count = 0;
    float[] value = new float[1];
    for (Example e : test.examples()) {
      for (int t = washout() + 1; t < length(); t++) {
        e.inputs().copyStep(t, value, 0);
        count++;
        double d = value[0] - mean;
        mean += d / count;
        squares += d * (value[0] - mean);
      }
    }
    return squares / count;
  }
}
