package dev.rondo.core.task;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.data.BinarySequence;
import dev.rondo.core.data.SequenceSet.Example;
import dev.rondo.core.metric.Metric;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * In which order x and y stood among the distractors a, b, c and d (paper 003, section 4.1). Symbols are one-hot: a to d, x, y;
 * the class is the binary number of the special ones, x = 0, y = 1, the first one highest. With markers at intervals, they are in
 * tenths 1 and 4 of the sequence when there are two, in tenths 1, 3 and 6 when there are three, counted from 0, ends included.
 *
 * @param T least length; lengths are uniform in T .. T + T/10
 * @param specials two or three
 * @param anywhere whether special symbols stand at any distinct steps
 */
record TemporalOrder(int T, int specials, boolean anywhere) implements SequenceRule {
  private static final int DISTRACTORS = 4;

  static Task ofTwo(Params p, Path dataRoot) {
    return load(p, 2);
  }

  static Task ofThree(Params p, Path dataRoot) {
    return load(p, 3);
  }

  private static Task load(Params p, int specials) {
    return GeneratedTask.of(p, new TemporalOrder(p.integer("length"), specials, p.text("positions").equals("anywhere")));
  }

  @Override
  public int inputs() {
    return DISTRACTORS + 2;
  }

  @Override
  public int outputs() {
    return 1 << specials;
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
    int L = MarkedPairs.length(T, random);
    int[] at = anywhere ? distinct(L, random) : inTenths(L, random);
    char[] symbols = new char[L];
    for (int t = 0; t < L; t++) {
      symbols[t] = (char) random.nextBelow(DISTRACTORS);
    }
    int order = 0;
    for (int t : at) {
      int special = random.nextBelow(2);
      symbols[t] = (char) (DISTRACTORS + special);
      order = 2 * order + special;
    }
    return new Example(
        BinarySequence.oneHot(inputs(), symbols), BinarySequence.oneHot(outputs(), new char[] {(char) order}));
  }

  private int[] inTenths(int L, RandomStream random) {
    int[] tenths = specials == 2 ? new int[] {1, 4} : new int[] {1, 3, 6};
    int[] at = new int[specials];
    for (int i = 0; i < specials; i++) {
      int from = tenths[i] * L / 10;
      at[i] = from + random.nextBelow((tenths[i] + 1) * L / 10 - from + 1);
    }
    return at;
  }

  private int[] distinct(int L, RandomStream random) {
    int[] at = new int[specials];
    do {
      Arrays.setAll(at, i -> random.nextBelow(L));
    } while (Arrays.stream(at).distinct().count() < specials);
    Arrays.sort(at);
    return at;
  }

  @Override
  public Split split(List<Example> examples) {
    return Split.lastStepOf(examples, MarkedPairs.longest(T));
  }

  /** The entropy of equally frequent classes. */
  @Override
  public double trivialLoss(Split test) {
    return specials * StrictMath.log(2);
  }
}
