package dev.rondo.core.compute;

/**
 * What a cell computes number by number between its products, such as the gates of an LSTM, fused into one pass over memory. Both
 * forms compute the same function; the first is what training runs, so its loops should be ones that the JIT compiler vectorises
 * (short, all arrays with the same index, no calls but those of {@link Activation} and {@link GaussianTransfer}, on whole arrays).
 * Numbers that come together may be of several rows.
 */
public interface Pointwise {
  /** Works on the first n numbers of each operand, in place. */
  void apply(float[][] x, int n);

  /** The same in double precision, with the exact functions. */
  void apply(double[][] x, int n);
}
