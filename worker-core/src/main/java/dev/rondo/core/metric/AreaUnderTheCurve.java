package dev.rondo.core.metric;

import java.util.Arrays;

/**
 * Area under the receiver operating characteristic: the probability that a step of class 1 has a higher score than one of
 * another class, equal scores counted half. The score is the logistic or softmax one of class 1, or anything that grows with it.
 * NaN when either kind is missing.
 */
final class AreaUnderTheCurve implements Metric {
  private double[] inside = new double[64];
  private double[] outside = new double[64];
  private int insides;
  private int outsides;

  @Override
  public void add(double[] o, int oAt, double[] x, int xAt, int O) {
    double score = O == 1 ? o[oAt] : logOdds(o, oAt, O);
    if (O == 1 ? x[xAt] > 0.5 : Metric.largest(x, xAt, O) == 1) {
      inside = insides == inside.length ? Arrays.copyOf(inside, 2 * insides) : inside;
      inside[insides++] = score;
    } else {
      outside = outsides == outside.length ? Arrays.copyOf(outside, 2 * outsides) : outside;
      outside[outsides++] = score;
    }
  }

  /** o_1 - log of the sum of exp(o_j) over all other classes: the logit of class 1's softmax probability. */
  private static double logOdds(double[] o, int at, int O) {
    double max = o[at];
    for (int j = 2; j < O; j++) {
      max = Math.max(max, o[at + j]);
    }
    double sum = 0;
    for (int j = 0; j < O; j++) {
      sum += j == 1 ? 0 : StrictMath.exp(o[at + j] - max);
    }
    return o[at + 1] - max - StrictMath.log(sum);
  }

  @Override
  public double value() {
    Arrays.sort(inside, 0, insides);
    Arrays.sort(outside, 0, outsides);
    long halves = 0; // twice the pairs in the right order, and once those that are equal
    int below = 0;
    int notAbove = 0;
    for (int i = 0; i < insides; i++) {
      while (below < outsides && outside[below] < inside[i]) {
        below++;
      }
      while (notAbove < outsides && outside[notAbove] <= inside[i]) {
        notAbove++;
      }
      halves += below + notAbove;
    }
    return halves / (2.0 * insides * outsides);
  }
}
