package dev.rondo.core.data;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * A data set in memory, read-only and shared by all trials of a JVM.
 *
 * @param name as in the tables, such as {@code jsb-chorales}
 * @param inputs D, numbers per input step
 * @param outputs O, numbers per target step
 * @param train training examples
 * @param valid validation examples
 * @param test test examples
 * @param hash SHA-256 of the content, in hex
 * @param floor the lowest mean test loss that any model of independent outputs can have, nats a step, when the generating
 *     process is known
 * @param vectors with which an embedding of the inputs starts; null for none
 */
public record SequenceSet(
    String name, int inputs, int outputs, List<Example> train, List<Example> valid, List<Example> test, String hash,
    OptionalDouble floor, WordVectors vectors) {
  /** One without vectors. */
  public SequenceSet(
      String name, int inputs, int outputs, List<Example> train, List<Example> valid, List<Example> test, String hash,
      OptionalDouble floor) {
    this(name, inputs, outputs, train, valid, test, hash, floor, null);
  }

  /** The same set with vectors. */
  SequenceSet with(WordVectors given) {
    return new SequenceSet(name, inputs, outputs, train, valid, test, hash, floor, given);
  }

  /** Bytes held by all sequences. */
  public long bytes() {
    return Stream.of(train, valid, test)
        .flatMap(List::stream)
        .mapToLong(e -> e.inputs().bytes() + (e.targets() == null ? 0 : e.targets().bytes()))
        .sum();
  }

  /**
   * One sequence with what is to be predicted.
   *
   * @param inputs [T, D]
   * @param targets [T, O], the target of each step; null when the target of step t is the input of step t + 1
   */
  public record Example(Sequence inputs, Sequence targets) {}
}
