package dev.rondo.core.task;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.data.SequenceSet.Example;
import dev.rondo.core.metric.Metric;
import dev.rondo.core.random.RandomStream;
import java.util.List;

/** What is asked of a network on sequences that are drawn at random, see {@link GeneratedTask}. */
interface SequenceRule {
  /** D. */
  int inputs();

  /** O. */
  int outputs();

  /** The loss that suits the targets. */
  Loss loss();

  /** What is told beside the loss. */
  List<Metric.Kind> metrics();

  /** One example; the same for the same numbers drawn. */
  Example draw(RandomStream random);

  /** Examples with the steps that count. Training splits of all epochs are equally long. */
  Split split(List<Example> examples);

  /**
   * The loss on the test split without looking at the inputs: the expected one where that has a formula, that on this split
   * elsewhere.
   */
  double trivialLoss(Split test);
}
