package dev.rondo.core.random;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Normals and masks from random words, {@link Threefry#LANES} of each of four at a time, and the scratch space that this takes:
 * little enough to stay in a first-level cache beside the words.
 */
final class BulkDraws {
  private static final int LANES = Threefry.LANES;
  private static final int ONE_BITS = 0x3F800000;
  private static final int TWO_TO_23_BITS = 0x4B000000;
  private static final float TWO_TO_23 = 0x1p23f;

  private final int[] bits = new int[2 * LANES];
  private final float[] m = new float[LANES + Threefry.PADDING];
  private final float[] e = new float[LANES + Threefry.PADDING];
  private final float[] v = new float[LANES + Threefry.PADDING];
  private final float[] cosines = new float[LANES + Threefry.PADDING];
  private final float[] sines = new float[LANES + Threefry.PADDING];
  // The same memory as integers and as floats: bulk copies through it reinterpret bits much faster than one by one.
  private final IntBuffer asInts;
  private final FloatBuffer asFloats;

  BulkDraws() {
    ByteBuffer bytes = ByteBuffer.allocateDirect(4 * bits.length).order(ByteOrder.nativeOrder());
    asInts = bytes.asIntBuffer();
    asFloats = bytes.asFloatBuffer();
  }

  /** out [from, from + count) := mean + sigma N(0, 1), at most as many as there are words. */
  void normals(int[][] words, float mean, float sigma, float[] out, int from, int count) {
    boxMuller(words[0], words[2], mean, sigma);
    copy(cosines, out, from, count, 0);
    copy(sines, out, from, count, 2);
    if (count > LANES) {
      boxMuller(words[1], words[3], mean, sigma);
      copy(cosines, out, from, count, 1);
      copy(sines, out, from, count, 3);
    }
  }

  /** The part of out that comes from the given one of the four words, as far as it is among the count numbers that are wanted. */
  private static void copy(float[] values, float[] out, int from, int count, int word) {
    System.arraycopy(values, 0, out, from + Math.min(count, word * LANES), wanted(count, word));
  }

  private static int wanted(int count, int word) {
    return Math.max(0, Math.min(LANES, count - word * LANES));
  }

  /** out [from, from + count) := value where the upper half of a word is below the threshold, else 0. */
  void upperMasks(int[][] words, int threshold, float value, float[] out, int from, int count) {
    int valueBits = Float.floatToRawIntBits(value);
    for (int word = 0; word < words.length; word++) {
      int[] lanes = words[word];
      // A branch would be mispredicted half of the time: the sign of a difference is the mask.
      for (int i = 0; i < LANES; i++) {
        bits[i] = (lanes[i] >>> 16) - threshold >> 31 & valueBits;
      }
      copyBits(out, from, count, word);
    }
  }

  /** The same by the lower half. */
  void lowerMasks(int[][] words, int threshold, float value, float[] out, int from, int count) {
    int valueBits = Float.floatToRawIntBits(value);
    for (int word = 0; word < words.length; word++) {
      int[] lanes = words[word];
      for (int i = 0; i < LANES; i++) {
        bits[i] = (lanes[i] & 0xFFFF) - threshold >> 31 & valueBits;
      }
      copyBits(out, from, count, word);
    }
  }

  private void copyBits(float[] out, int from, int count, int word) {
    asInts.put(0, bits, 0, LANES);
    asFloats.get(0, out, from + Math.min(count, word * LANES), wanted(count, word));
  }

  /**
   * cosines and sines := mean + sigma times LANES standard normals each, by Box and Muller's method: with U, V uniform,
   * sqrt(-2 ln U) times the cosine and the sine of an angle uniform on the circle. U has 23 bits, so no draw lies beyond 5.65; the
   * density is right to about 1e-6.
   */
  private void boxMuller(int[] radiusWords, int[] angleWords, float mean, float sigma) {
    uniforms(radiusWords, angleWords);
    split();
    radii();
    for (int i = 0; i < LANES; i++) {
      // v in [1, 2) gives half the angle, t in [-pi/2, pi/2): short polynomials, then the double-angle formulas.
      float t = (v[i] - 1.5f) * 3.14159265f;
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
      float r = m[i];
      cosines[i] = Math.fma(sigma, r * Math.fma(-2f * sin, sin, 1f), mean);
      sines[i] = Math.fma(sigma, r * 2f * sin * cos, mean);
    }
  }

  /** m, v := uniform in [1, 2), from the upper 23 bits of each word. */
  private void uniforms(int[] radiusWords, int[] angleWords) {
    for (int i = 0; i < LANES; i++) {
      bits[i] = radiusWords[i] >>> 9 | ONE_BITS;
      bits[LANES + i] = angleWords[i] >>> 9 | ONE_BITS;
    }
    asInts.put(0, bits);
    asFloats.get(0, m, 0, LANES);
    asFloats.get(LANES, v, 0, LANES);
  }

  /** m := f in [sqrt(1/2), sqrt(2)) and e := 2^23 + k + 127, with 2 - m = 2^k f. */
  private void split() {
    for (int i = 0; i < LANES; i++) {
      m[i] = 2f - m[i];
    }
    asFloats.put(0, m, 0, LANES);
    asInts.get(0, bits, 0, LANES);
    // The low bits of the float 2^23 + n are n.
    for (int i = 0; i < LANES; i++) {
      int shifted = bits[i] + (ONE_BITS - 0x3F3504F3);
      bits[LANES + i] = shifted >>> 23 | TWO_TO_23_BITS;
      bits[i] = (shifted & 0x007FFFFF) + 0x3F3504F3;
    }
    asInts.put(0, bits);
    asFloats.get(0, m, 0, LANES);
    asFloats.get(LANES, e, 0, LANES);
  }

  /** m := sqrt(-2 ln(2^k m)), k as it is in e. */
  private void radii() {
    for (int i = 0; i < LANES; i++) {
      // ln m = 2 artanh(w) with w = (m - 1) / (m + 1), |w| < 0.172.
      float w = (m[i] - 1f) / (m[i] + 1f);
      float s = w * w;
      float series = Math.fma(s, 0.28f, 0.4f);
      series = Math.fma(s, series, 0.6666667f);
      series = Math.fma(s, series, 2f);
      float k = e[i] - (TWO_TO_23 + 127f);
      m[i] = (float) Math.sqrt(-2f * Math.fma(k, 0.69314718f, w * series));
    }
  }
}
