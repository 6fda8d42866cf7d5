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
 * A function of two marked numbers in a long sequence (paper 003, section 4.1). A step has a number and a marker, 0 or 1; the
 * first marker is among the first L/10 steps, the second among steps 4L/10 to 5L/10 of L. The target stands at the last step.
 *
 * @param T least length; L is uniform in T .. T + T/10
 */
record MarkedPairs(Operation operation, int T) implements SequenceRule {
  /** What is to be found of the two numbers. */
  enum Operation {
    /** Their mean, of numbers uniform in [-1, 1). */
    ADDITION,
    /** Their product, of numbers uniform in [0, 1). */
    MULTIPLICATION,
    /** Whether they differ, of zeros and ones. */
    XOR;

    private double draw(RandomStream random) {
      return switch (this) {
        case ADDITION -> 2 * random.nextUnit() - 1;
        case MULTIPLICATION -> random.nextUnit();
        case XOR -> random.nextBelow(2);
      };
    }

    private double target(double a, double b) {
      return switch (this) {
        case ADDITION -> (a + b) / 2;
        case MULTIPLICATION -> a * b;
        case XOR -> a == b ? 0 : 1;
      };
    }
  }

  static Task addition(Params p, Path dataRoot) {
    return GeneratedTask.of(p, new MarkedPairs(Operation.ADDITION, p.integer("length")));
  }

  static Task multiplication(Params p, Path dataRoot) {
    return GeneratedTask.of(p, new MarkedPairs(Operation.MULTIPLICATION, p.integer("length")));
  }

  static Task xor(Params p, Path dataRoot) {
    return GeneratedTask.of(p, new MarkedPairs(Operation.XOR, p.integer("length")));
  }

  /** The length of a sequence, uniform in T .. T + T/10; of temporal order as well. */
  static int length(int T, RandomStream random) {
    return T + random.nextBelow(T / 10 + 1);
  }

  /** The longest of these. */
  static int longest(int T) {
    return T + T / 10;
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
    return operation == Operation.XOR ? Loss.BERNOULLI : Loss.SQUARED;
  }

  @Override
  public List<Metric.Kind> metrics() {
    return operation == Operation.XOR
        ? List.of(Metric.Kind.SUCCESS, Metric.Kind.AREA_UNDER_THE_CURVE)
        : List.of(Metric.Kind.SUCCESS);
  }

  @Override
  public Example draw(RandomStream random) {
    int L = length(T, random);
    int first = random.nextBelow(L / 10);
    int second = 4 * L / 10 + random.nextBelow(5 * L / 10 - 4 * L / 10 + 1);
    float[] steps = new float[2 * L];
    for (int t = 0; t < L; t++) {
      steps[2 * t] = (float) operation.draw(random);
    }
    steps[2 * first + 1] = 1;
    steps[2 * second + 1] = 1;
    float target = (float) operation.target(steps[2 * first], steps[2 * second]);
    return new Example(new DenseSequence(L, 2, steps), new DenseSequence(1, 1, new float[] {target}));
  }

  @Override
  public Split split(List<Example> examples) {
    return Split.lastStepOf(examples, longest(T));
  }

  /** The variance of the target, or the entropy of a fair coin. */
  @Override
  public double trivialLoss(Split test) {
    return switch (operation) {
      case ADDITION -> 1 / 6.0;
      case MULTIPLICATION -> 1 / 9.0 - 1 / 16.0;
      case XOR -> StrictMath.log(2);
    };
  }
}
