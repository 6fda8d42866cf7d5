package dev.rondo.core.task;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.data.DenseSequence;
import dev.rondo.core.data.SequenceSet.Example;
import dev.rondo.core.metric.Metric;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.nio.file.Path;
import java.util.List;

/**
 * The sum of two marked numbers among T, uniform in [0, 1): one marker in the first half, one in the second (paper 004, section 3;
 * paper 002, appendix F).
 *
 * @param scale of the sum: 1, or 1/2 as in the fourth paper's code
 */
record Adding(int T, double scale) implements SequenceRule {
  static Task load(Params p, Path dataRoot) {
    return GeneratedTask.of(p, new Adding(p.integer("length"), p.text("target").equals("half-sum") ? 0.5 : 1));
  }

  @Override
  public int inputs() {
    return 2;
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public Loss loss() {
    return Loss.SQUARED;
  }

  @Override
  public List<Metric.Kind> metrics() {
    return List.of(Metric.Kind.SUCCESS);
  }

  @Override
  public Example draw(RandomStream random) {
    int first = random.nextBelow(T / 2);
    int second = T / 2 + random.nextBelow(T - T / 2);
    float[] steps = new float[2 * T];
    for (int t = 0; t < T; t++) {
      steps[2 * t] = (float) random.nextUnit();
    }
    steps[2 * first + 1] = 1;
    steps[2 * second + 1] = 1;
    float target = (float) (scale * ((double) steps[2 * first] + steps[2 * second]));
    return new Example(new DenseSequence(T, 2, steps), new DenseSequence(1, 1, new float[] {target}));
  }

  @Override
  public Split split(List<Example> examples) {
    return Split.lastStepOf(examples, T);
  }

  /** The variance of the target. */
  @Override
  public double trivialLoss(Split test) {
    return scale * scale / 6;
  }
}
