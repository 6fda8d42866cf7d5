package dev.rondo.core.data;

/**
 * How the pictures of MNIST become sequences.
 *
 * @param pixelsPerStep numbers of a step; divides 784
 * @param standard whether pixels are (x - 0.1307) / 0.3081, mean and deviation of the training pictures, and not just 0 to 1
 * @param permuted whether all pictures have their pixels in one order drawn by {@code permutationSeed}
 * @param lastAreValid whether validation has the last pictures of the training file, and not ones drawn by {@code splitSeed}
 * @param train pictures to train on, from the front of what validation leaves; 0 for all
 * @param valid pictures of the training file for validation
 * @param test pictures of the test file, from its front; 0 for all
 */
public record MnistSettings(
    int pixelsPerStep, boolean standard, boolean permuted, long permutationSeed, boolean lastAreValid, long splitSeed, int train,
    int valid, int test) {
  /** The name of the set. */
  public static final String NAME = "mnist";

  /** As in paper 004: pixels from 0 to 1 in their order, the last 10,000 for validation. */
  public static final MnistSettings DEFAULT = new MnistSettings(1, false, false, 1, true, 1, 0, 10_000, 0);

  public MnistSettings {
    if (pixelsPerStep < 1 || MnistImages.PIXELS % pixelsPerStep != 0) {
      throw new IllegalArgumentException("task.pixels-per-step is " + pixelsPerStep + "; it must divide the " + MnistImages.PIXELS
          + " pixels of a picture, such as 1, 7, 14, 28, 56");
    }
  }
}
