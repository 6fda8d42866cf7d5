package dev.rondo.core.task;

import dev.rondo.core.data.SequenceSet.Example;
import java.util.List;

/**
 * Examples that are trained or evaluated on together, and how shorter ones are filled up.
 *
 * @param examples in a fixed order, at least one
 * @param padding where zeros go
 * @param padTo steps that every example is filled up to; 0 for the longest of its batch
 * @param countPadding whether padded steps count in the loss
 * @param scored which steps of an example count
 * @param washout first steps of every example that do not count
 */
public record Split(
    List<Example> examples, Padding padding, int padTo, boolean countPadding, Scored scored, int washout) {
  /** Leaves out examples in which nothing that counts is predicted, such as a last chunk of one step, unless their padding counts. */
  public Split {
    if (countPadding && scored == Scored.LAST_STEP) {
      throw new IllegalArgumentException("padding cannot count where only the last step does");
    }
    if (countPadding && washout > 0) {
      throw new IllegalArgumentException("padding cannot count where the first steps do not");
    }
    examples = countPadding ? examples : examples.stream().filter(e -> predicted(e) > washout).toList();
  }

  /** Examples of which every step counts. */
  public Split(List<Example> examples, Padding padding, int padTo, boolean countPadding) {
    this(examples, padding, padTo, countPadding, Scored.EVERY_STEP, 0);
  }

  /** Examples of which the last step alone counts; their targets have that one step only. */
  public static Split lastStepOf(List<Example> examples, int padTo) {
    return new Split(examples, Padding.END, padTo, false, Scored.LAST_STEP, 0);
  }

  /** Examples of which every step but the first few counts. */
  public static Split afterWashout(List<Example> examples, int washout) {
    return new Split(examples, Padding.END, 0, false, Scored.EVERY_STEP, washout);
  }

  /** Which steps count in the loss. */
  public enum Scored {
    EVERY_STEP,
    LAST_STEP
  }

  /** Where shorter sequences are filled up. */
  public enum Padding {
    FRONT,
    END
  }

  /** Steps of all examples that go through a network in one pass, padding that counts included. */
  public long rows() {
    return examples.stream()
        .mapToLong(e -> padTo == 0 ? predicted(e) : padTo - (e.targets() == null ? 1 : 0))
        .sum();
  }

  /** Steps of an example that are predicted: all but the first where the next step is the target. */
  static int predicted(Example e) {
    return e.targets() == null ? e.inputs().steps() - 1 : e.inputs().steps();
  }
}
