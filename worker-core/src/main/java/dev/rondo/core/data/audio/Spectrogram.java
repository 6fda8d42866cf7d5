package dev.rondo.core.data.audio;

import dev.rondo.core.data.DataException;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * Spectra of overlapping windows of a clip, in bands that lie as the ear hears them: Hamming window, Fourier transform, power, sums
 * over triangular bands that are evenly spaced in mel = 2595 log10(1 + f / 700) from 0 to half the rate, natural logarithm (paper
 * 002, appendix B). Windows of 20 ms every 10 ms give 999 of 10 seconds.
 */
final class Spectrogram {
  /** What is added to no power at all is -23. */
  private static final double LEAST = 1e-10;

  private final int bands;
  private final int hop;
  private final double[] window;
  private final int transform;
  /** [bands][transform / 2 + 1], how much of each frequency's power a band takes. */
  private final double[][] shares;
  private final double[] real;
  private final double[] imaginary;

  /** @param rate samples a second */
  Spectrogram(double rate, double windowSeconds, double hopSeconds, int bands) {
    this.bands = bands;
    hop = Math.max(1, (int) Math.round(rate * hopSeconds));
    window = new double[Math.max(2, (int) Math.round(rate * windowSeconds))];
    for (int i = 0; i < window.length; i++) {
      window[i] = 0.54 - 0.46 * StrictMath.cos(2 * StrictMath.PI * i / (window.length - 1));
    }
    transform = Math.max(2, Integer.highestOneBit(2 * window.length - 1));
    real = new double[transform];
    imaginary = new double[transform];
    shares = shares(rate);
  }

  private double[][] shares(double rate) {
    double[] corners = new double[bands + 2];
    double highest = 2595 * StrictMath.log10(1 + rate / 2 / 700);
    for (int i = 0; i < corners.length; i++) {
      corners[i] = 700 * (StrictMath.pow(10, highest * i / (bands + 1) / 2595) - 1);
    }
    double[][] all = new double[bands][transform / 2 + 1];
    for (int band = 0; band < bands; band++) {
      for (int k = 0; k <= transform / 2; k++) {
        double f = rate * k / transform;
        double rising = (f - corners[band]) / (corners[band + 1] - corners[band]);
        double falling = (corners[band + 2] - f) / (corners[band + 2] - corners[band + 1]);
        all[band][k] = Math.max(0, Math.min(rising, falling));
      }
    }
    return all;
  }

  /**
   * The spectra of a clip, [T, bands].
   *
   * @throws DataException when it is shorter than a window
   */
  float[] of(Clip clip) throws DataException {
    float[] samples = clip.samples();
    if (samples.length < window.length) {
      throw new DataException("clip " + clip.name() + " has " + samples.length + " samples, fewer than one window of "
          + window.length + "; leave it out, or set a smaller task.window");
    }
    int T = 1 + (samples.length - window.length) / hop;
    float[] spectra = new float[Math.multiplyExact(T, bands)];
    for (int t = 0; t < T; t++) {
      for (int i = 0; i < transform; i++) {
        real[i] = i < window.length ? window[i] * samples[t * hop + i] : 0;
        imaginary[i] = 0;
      }
      FastFourierTransformer.transformInPlace(
          new double[][] {real, imaginary}, DftNormalization.STANDARD, TransformType.FORWARD);
      for (int band = 0; band < bands; band++) {
        spectra[t * bands + band] = (float) StrictMath.log(LEAST + power(shares[band]));
      }
    }
    return spectra;
  }

  private double power(double[] share) {
    double sum = 0;
    for (int k = 0; k < share.length; k++) {
      sum += share[k] * (real[k] * real[k] + imaginary[k] * imaginary[k]);
    }
    return sum;
  }
}
