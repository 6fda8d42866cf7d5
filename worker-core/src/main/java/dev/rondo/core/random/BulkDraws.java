package dev.rondo.core.random;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** Normals and masks from a block of random words at a time, and the scratch space that this takes. */
final class BulkDraws {
  /** A block of them. */
  static final int WORDS = 4 * Threefry.LANES;

  private static final int HALF = WORDS / 2;
  private static final int ONE_BITS = 0x3F800000;
  private static final int TWO_TO_23_BITS = 0x4B000000;
  private static final float TWO_TO_23 = 0x1p23f;

  private final int[] bits = new int[WORDS];
  private final float[] u = new float[WORDS];
  private final float[] m = new float[HALF];
  private final float[] e = new float[HALF];
  // The same memory as integers and as floats: bulk copies through it reinterpret bits much faster than one by one.
  private final IntBuffer asInts;
  private final FloatBuffer asFloats;

  BulkDraws() {
    ByteBuffer bytes = ByteBuffer.allocateDirect(4 * WORDS).order(ByteOrder.nativeOrder());
    asInts = bytes.asIntBuffer();
    asFloats = bytes.asFloatBuffer();
  }

  /** out [from, from + count) := mean + sigma N(0, 1), at most as many as there are words. */
  void normals(int[] words, float mean, float sigma, float[] out, int from, int count) {
    boxMuller(words);
    for (int i = 0; i < WORDS; i++) {
      u[i] = Math.fma(sigma, u[i], mean);
    }
    System.arraycopy(u, 0, out, from, count);
  }

  /** out [from, from + count) := value where the upper half of a word is below the threshold, else 0. */
  void upperMasks(int[] words, int threshold, float value, float[] out, int from, int count) {
    int valueBits = Float.floatToRawIntBits(value);
    // A branch would be mispredicted half of the time: the sign of a difference is the mask.
    for (int i = 0; i < WORDS; i++) {
      bits[i] = (words[i] >>> 16) - threshold >> 31 & valueBits;
    }
    asInts.put(0, bits);
    asFloats.get(0, out, from, count);
  }

  /** The same by the lower half. */
  void lowerMasks(int[] words, int threshold, float value, float[] out, int from, int count) {
    int valueBits = Float.floatToRawIntBits(value);
    for (int i = 0; i < WORDS; i++) {
      bits[i] = (words[i] & 0xFFFF) - threshold >> 31 & valueBits;
    }
    asInts.put(0, bits);
    asFloats.get(0, out, from, count);
  }

  /**
   * u := WORDS standard normals from words, by Box and Muller's method: with U, V uniform, sqrt(-2 ln U) times the cosine and
   * the sine of an angle uniform on the circle. U has 23 bits, so no draw lies beyond 5.65; the density is right to about 1e-6.
   */
  private void boxMuller(int[] words) {
    uniforms(words);
    logarithms();
    for (int i = 0; i < HALF; i++) {
      // v in [1, 2) gives half the angle, t in [-pi/2, pi/2): short polynomials, then the double-angle formulas.
      float t = (u[HALF + i] - 1.5f) * 3.14159265f;
      float s = t * t;
      float sin = Math.fma(s, 2.6083159e-6f, -1.980741e-4f);
      sin = Math.fma(s, sin, 8.333075e-3f);
      sin = Math.fma(s, sin, -1.6666657e-1f);
      sin = Math.fma(s * t, sin, t);
      float cos = Math.fma(s, -2.6051615e-7f, 2.4760495e-5f);
      cos = Math.fma(s, cos, -1.3888378e-3f);
      cos = Math.fma(s, cos, 4.16666418e-2f);
      cos = Math.fma(s, cos, -0.5f);
      cos = Math.fma(s, cos, 1f);
      float r = (float) Math.sqrt(m[i]);
      u[i] = r * Math.fma(-2f * sin, sin, 1f);
      u[HALF + i] = r * 2f * sin * cos;
    }
  }

  /** u := uniform in [1, 2), from the upper 23 bits of each word. */
  private void uniforms(int[] words) {
    for (int i = 0; i < WORDS; i++) {
      bits[i] = words[i] >>> 9 | ONE_BITS;
    }
    asInts.put(0, bits);
    asFloats.get(0, u);
  }

  /** m [0, HALF) := -2 ln(2 - u), for the first half of u. */
  private void logarithms() {
    for (int i = 0; i < HALF; i++) {
      m[i] = 2f - u[i];
    }
    asFloats.put(0, m, 0, HALF);
    asInts.get(0, bits, 0, HALF);
    // x = 2^k f with f in [sqrt(1/2), sqrt(2)): k comes out as the float 2^23 + k + 127, whose low bits are the exponent.
    for (int i = 0; i < HALF; i++) {
      int shifted = bits[i] + (ONE_BITS - 0x3F3504F3);
      bits[HALF + i] = shifted >>> 23 | TWO_TO_23_BITS;
      bits[i] = (shifted & 0x007FFFFF) + 0x3F3504F3;
    }
    asInts.put(0, bits);
    asFloats.get(0, m, 0, HALF);
    asFloats.get(HALF, e, 0, HALF);
    for (int i = 0; i < HALF; i++) {
      // ln f = 2 artanh(w) with w = (f - 1) / (f + 1), |w| < 0.172.
      float w = (m[i] - 1f) / (m[i] + 1f);
      float s = w * w;
      float series = Math.fma(s, 0.28f, 0.4f);
      series = Math.fma(s, series, 0.6666667f);
      series = Math.fma(s, series, 2f);
      float k = e[i] - (TWO_TO_23 + 127f);
      m[i] = -2f * Math.fma(k, 0.69314718f, w * series);
    }
  }
}
