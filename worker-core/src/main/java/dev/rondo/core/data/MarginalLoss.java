package dev.rondo.core.data;

import dev.rondo.core.data.SequenceSet.Example;
import java.util.List;

/** What a piano roll costs without any network: a yardstick for losses, and a fingerprint of a data set. */
public final class MarginalLoss {
  private MarginalLoss() {}

  /**
   * The mean loss of the test split, nats a predicted step, of a model that knows of each output only how often it is 1 in the
   * steps of the training split: (ones + 1) / (steps + 2).
   */
  public static double of(SequenceSet set) {
    double[] on = new double[set.outputs()];
    double[] off = new double[set.outputs()];
    long steps = 0;
    for (Example example : set.train()) {
      count(example.inputs(), 0, on);
      steps += example.inputs().steps();
    }
    for (int i = 0; i < on.length; i++) {
      double p = (on[i] + 1) / (steps + 2);
      on[i] = -StrictMath.log(p);
      off[i] = -StrictMath.log1p(-p);
    }
    return loss(set.test(), on, off);
  }

  private static double loss(List<Example> examples, double[] on, double[] off) {
    double[] ones = new double[on.length];
    long predicted = 0;
    for (Example example : examples) {
      count(example.inputs(), 1, ones);
      predicted += example.inputs().steps() - 1;
    }
    double sum = 0;
    for (int i = 0; i < ones.length; i++) {
      sum += ones[i] * on[i] + (predicted - ones[i]) * off[i];
    }
    return sum / predicted;
  }

  private static void count(Sequence sequence, int from, double[] ones) {
    BinarySequence roll = (BinarySequence) sequence;
    for (int k = roll.starts()[from]; k < roll.ones().length; k++) {
      ones[roll.ones()[k]]++;
    }
  }
}
