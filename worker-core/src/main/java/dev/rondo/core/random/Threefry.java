package dev.rondo.core.random;

import java.util.Arrays;

/**
 * Threefry-4x32-13, a counter-based generator: four 32-bit random words are a function of a 128-bit key and a 128-bit counter
 * (Salmon, Moraes, Dror, Shaw: Parallel random numbers, as easy as 1, 2, 3; SC 2011). Nothing is kept between draws, so a
 * checkpoint carries no generator state. It passes all tests of BigCrush with twelve rounds in that paper; thirteen have
 * published answers. It only adds, rotates and xors, which every vector unit does on eight or more words at once.
 *
 * <p>Works on blocks of counters, two rounds over the whole block at a time: such short loops over arrays are what the JIT
 * compiler turns into vector instructions.
 */
final class Threefry {
  /** Counters in a block; four words come from each. */
  static final int LANES = 512;

  private static final int PARITY = 0x1BD11BDA;

  private final int[] a = new int[LANES];
  private final int[] b = new int[LANES];
  private final int[] c = new int[LANES];
  private final int[] d = new int[LANES];

  /**
   * words [4 LANES] := the words of counters (counter .. counter + LANES - 1, high): the first word of each counter, then the
   * second of each, the third and the fourth.
   *
   * @param counter its lower 32 bits plus LANES - 1 do not overflow
   */
  void block(long key, long keyHigh, long counter, long high, int[] words) {
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    int k2 = (int) keyHigh;
    int k3 = (int) (keyHigh >>> 32);
    int k4 = PARITY ^ k0 ^ k1 ^ k2 ^ k3;
    for (int i = 0; i < LANES; i++) {
      a[i] = (int) counter + i;
    }
    Arrays.fill(b, (int) (counter >>> 32));
    Arrays.fill(c, (int) high);
    Arrays.fill(d, (int) (high >>> 32));
    addKey(k0, k1, k2, k3);
    rounds0();
    rounds2();
    addKey(k1, k2, k3, k4 + 1);
    rounds4();
    rounds6();
    addKey(k2, k3, k4, k0 + 2);
    rounds0();
    rounds2();
    addKey(k3, k4, k0, k1 + 3);
    round12();
    System.arraycopy(a, 0, words, 0, LANES);
    System.arraycopy(b, 0, words, LANES, LANES);
    System.arraycopy(c, 0, words, 2 * LANES, LANES);
    System.arraycopy(d, 0, words, 3 * LANES, LANES);
  }

  private void addKey(int ka, int kb, int kc, int kd) {
    for (int i = 0; i < LANES; i++) {
      a[i] += ka;
      b[i] += kb;
      c[i] += kc;
      d[i] += kd;
    }
  }

  // The rotations are constants of each loop: the compiler then knows the shifts.

  private void rounds0() {
    for (int i = 0; i < LANES; i++) {
      int x = a[i] + b[i];
      int y = (b[i] << 10 | b[i] >>> 22) ^ x;
      int z = c[i] + d[i];
      int w = (d[i] << 26 | d[i] >>> 6) ^ z;
      x += w;
      w = (w << 11 | w >>> 21) ^ x;
      z += y;
      y = (y << 21 | y >>> 11) ^ z;
      a[i] = x;
      b[i] = y;
      c[i] = z;
      d[i] = w;
    }
  }

  private void rounds2() {
    for (int i = 0; i < LANES; i++) {
      int x = a[i] + b[i];
      int y = (b[i] << 13 | b[i] >>> 19) ^ x;
      int z = c[i] + d[i];
      int w = (d[i] << 27 | d[i] >>> 5) ^ z;
      x += w;
      w = (w << 23 | w >>> 9) ^ x;
      z += y;
      y = (y << 5 | y >>> 27) ^ z;
      a[i] = x;
      b[i] = y;
      c[i] = z;
      d[i] = w;
    }
  }

  private void rounds4() {
    for (int i = 0; i < LANES; i++) {
      int x = a[i] + b[i];
      int y = (b[i] << 6 | b[i] >>> 26) ^ x;
      int z = c[i] + d[i];
      int w = (d[i] << 20 | d[i] >>> 12) ^ z;
      x += w;
      w = (w << 17 | w >>> 15) ^ x;
      z += y;
      y = (y << 11 | y >>> 21) ^ z;
      a[i] = x;
      b[i] = y;
      c[i] = z;
      d[i] = w;
    }
  }

  private void rounds6() {
    for (int i = 0; i < LANES; i++) {
      int x = a[i] + b[i];
      int y = (b[i] << 25 | b[i] >>> 7) ^ x;
      int z = c[i] + d[i];
      int w = (d[i] << 10 | d[i] >>> 22) ^ z;
      x += w;
      w = (w << 18 | w >>> 14) ^ x;
      z += y;
      y = (y << 20 | y >>> 12) ^ z;
      a[i] = x;
      b[i] = y;
      c[i] = z;
      d[i] = w;
    }
  }

  private void round12() {
    for (int i = 0; i < LANES; i++) {
      int x = a[i] + b[i];
      int z = c[i] + d[i];
      b[i] = (b[i] << 6 | b[i] >>> 26) ^ x;
      d[i] = (d[i] << 20 | d[i] >>> 12) ^ z;
      a[i] = x;
      c[i] = z;
    }
  }
}
