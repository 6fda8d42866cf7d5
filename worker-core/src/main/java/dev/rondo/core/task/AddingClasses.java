package dev.rondo.core.task;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.data.BinarySequence;
import dev.rondo.core.data.DenseSequence;
import dev.rondo.core.data.SequenceSet.Example;
import dev.rondo.core.metric.Metric;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.nio.file.Path;
import java.util.List;

/** The sum of two marked bits among T, as one of three classes; the markers stand anywhere (paper 002, section 6). */
record AddingClasses(int T) implements SequenceRule {
  static Task load(Params p, Path dataRoot) {
    return GeneratedTask.of(p, new AddingClasses(p.integer("length")));
  }

  @Override
  public int inputs() {
    return 2;
  }

  @Override
  public int outputs() {
    return 3;
  }

  @Override
  public Loss loss() {
    return Loss.SOFTMAX;
  }

  @Override
  public List<Metric.Kind> metrics() {
    return List.of(Metric.Kind.SUCCESS);
  }

  @Override
  public Example draw(RandomStream random) {
    int first = random.nextBelow(T);
    int second = random.nextBelow(T - 1);
    second += second >= first ? 1 : 0;
    float[] steps = new float[2 * T];
    for (int t = 0; t < T; t++) {
      steps[2 * t] = random.nextBelow(2);
    }
    steps[2 * first + 1] = 1;
    steps[2 * second + 1] = 1;
    int sum = (int) (steps[2 * first] + steps[2 * second]);
    return new Example(new DenseSequence(T, 2, steps), BinarySequence.oneHot(3, new char[] {(char) sum}));
  }

  @Override
  public Split split(List<Example> examples) {
    return Split.lastStepOf(examples, T);
  }

  /** The entropy of 1/4, 1/2, 1/4. */
  @Override
  public double trivialLoss(Split test) {
    return 1.5 * StrictMath.log(2);
  }
}
