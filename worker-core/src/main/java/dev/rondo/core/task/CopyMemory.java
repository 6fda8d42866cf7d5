package dev.rondo.core.task;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.data.BinarySequence;
import dev.rondo.core.data.DenseSequence;
import dev.rondo.core.data.Sequence;
import dev.rondo.core.data.SequenceSet.Example;
import dev.rondo.core.metric.Metric;
import dev.rondo.core.random.RandomStream;
import dev.rondo.core.task.Split.Padding;
import dev.rondo.spec.Params;
import java.nio.file.Path;
import java.util.List;

/**
 * Ten symbols, T - 1 blanks, a delimiter, ten more blanks; to be given back are blanks, class 0, and at the last ten steps the
 * symbols, classes 1 to 8 (paper 004, section 3).
 */
final class CopyMemory implements SequenceRule {
  private static final int SYMBOLS = 10;
  private static final int CLASSES = 9;
  private static final char DELIMITER = 9;

  private final int T;
  private final boolean oneHot;
  private final int[] starts; // shared by all one-hot sequences

  /** @param oneHot whether symbols 1 to 8, blank 0 and delimiter 9 are one-hot inputs; else one number, the delimiter -1 */
  CopyMemory(int T, boolean oneHot) {
    this.T = T;
    this.oneHot = oneHot;
    starts = BinarySequence.oneHot(CLASSES, new char[T + 2 * SYMBOLS]).starts();
  }

  static Task load(Params p, Path dataRoot) {
    return GeneratedTask.of(p, new CopyMemory(p.integer("length"), p.text("encoding").equals("one-hot")));
  }

  @Override
  public int inputs() {
    return oneHot ? CLASSES + 1 : 1;
  }

  @Override
  public int outputs() {
    return CLASSES;
  }

  @Override
  public Loss loss() {
    return Loss.SOFTMAX;
  }

  @Override
  public List<Metric.Kind> metrics() {
    return List.of(Metric.Kind.SYMBOL_ACCURACY, Metric.Kind.BITS);
  }

  @Override
  public Example draw(RandomStream random) {
    int L = T + 2 * SYMBOLS;
    char[] inputs = new char[L];
    char[] targets = new char[L];
    for (int i = 0; i < SYMBOLS; i++) {
      inputs[i] = (char) (1 + random.nextBelow(CLASSES - 1));
      targets[L - SYMBOLS + i] = inputs[i];
    }
    inputs[T + SYMBOLS - 1] = DELIMITER;
    Sequence in = oneHot ? new BinarySequence(inputs(), starts, inputs) : numbers(inputs);
    return new Example(in, new BinarySequence(CLASSES, starts, targets));
  }

  private static Sequence numbers(char[] inputs) {
    float[] numbers = new float[inputs.length];
    for (int t = 0; t < inputs.length; t++) {
      numbers[t] = inputs[t] == DELIMITER ? -1 : inputs[t];
    }
    return new DenseSequence(numbers.length, 1, numbers);
  }

  @Override
  public Split split(List<Example> examples) {
    return new Split(examples, Padding.END, 0, false);
  }

  /** Blanks are known, the symbols guessed: 10 ln 8 over T + 20 steps. */
  @Override
  public double trivialLoss(Split test) {
    return SYMBOLS * StrictMath.log(CLASSES - 1) / (T + 2 * SYMBOLS);
  }
}
