package dev.rondo.core.bench;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.data.BinarySequence;
import dev.rondo.core.data.SequenceSet;
import dev.rondo.core.data.SequenceSet.Example;
import dev.rondo.core.random.RandomStream;
import dev.rondo.core.task.Split;
import dev.rondo.core.task.Split.Padding;
import dev.rondo.core.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** A task of random 0/1 sequences in which the next step is predicted: what a benchmark trains on. */
final class RandomRolls {
  private RandomRolls() {}

  /** One batch of B sequences of T + 1 steps, of which T are predicted. */
  static Task task(Shape shape) {
    RandomStream stream = new RandomStream(1, "bench");
    List<Example> examples = new ArrayList<>();
    for (int b = 0; b < shape.batch(); b++) {
      examples.add(new Example(roll(shape, stream), null));
    }
    List<Example> one = examples.subList(0, 1);
    SequenceSet data = new SequenceSet(
        "random-rolls", shape.inputs(), shape.inputs(), examples, one, one, "", OptionalDouble.empty());
    return new Task("bench", data, split(examples), split(one), split(one), Loss.BERNOULLI);
  }

  private static Split split(List<Example> examples) {
    return new Split(examples, Padding.END, 0, true);
  }

  private static BinarySequence roll(Shape shape, RandomStream stream) {
    int steps = shape.steps() + 1;
    int[] starts = new int[steps + 1];
    StringBuilder ones = new StringBuilder(); // grows as a list of char
    for (int t = 0; t < steps; t++) {
      for (int d = 0; d < shape.inputs(); d++) {
        if (stream.nextUnit() < shape.density()) {
          ones.append((char) d);
        }
      }
      starts[t + 1] = ones.length();
    }
    return new BinarySequence(shape.inputs(), starts, ones.toString().toCharArray());
  }
}
