package dev.rondo.core.bench;

/**
 * The sizes of a benchmark's network and batch.
 *
 * @param batch B, sequences side by side
 * @param hidden H, hidden units
 * @param steps T, predicted steps of each sequence
 * @param inputs D, numbers a step; as many are predicted
 * @param density share of ones among the inputs, which are 0/1
 */
public record Shape(int batch, int hidden, int steps, int inputs, double density) {
  private static final int MOST = 65_536; // also what the smallest form of a 0/1 sequence can index

  public Shape {
    check("the batch", batch);
    check("the hidden size", hidden);
    check("the number of steps", steps);
    check("the number of inputs", inputs);
    if (!(density >= 0 && density <= 1)) {
      throw new IllegalArgumentException("the density of ones is " + density + "; it is a share, from 0 to 1");
    }
  }

  private static void check(String what, int value) {
    if (value < 1 || value > MOST) {
      throw new IllegalArgumentException(what + " is " + value + "; it must be from 1 to " + MOST);
    }
  }
}
