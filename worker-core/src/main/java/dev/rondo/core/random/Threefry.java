package dev.rondo.core.random;

/**
 * Threefry-4x32-13, a counter-based generator: four 32-bit random words are a function of a 128-bit key and a 128-bit counter
 * (Salmon, Moraes, Dror, Shaw: Parallel random numbers, as easy as 1, 2, 3; SC 2011). Nothing is kept between draws, so a
 * checkpoint carries no generator state. It passes all tests of BigCrush with twelve rounds in that paper; thirteen have
 * published answers. It only adds, rotates and xors, which every vector unit does on eight or more words at once.
 *
 * <p>Works on blocks of counters, two rounds over the whole block at a time: such short loops over arrays are what the JIT
 * compiler turns into vector instructions. A loop's time is that of reading and writing the arrays, so the keys are added within
 * the loop that follows, and the first loop reads no words at all: they are the same in all lanes, but for the counter.
 */
final class Threefry {
  /** Counters in a block; four words come from each. */
  static final int LANES = 512;

  /**
   * Unused numbers at the end of an array of LANES, which make it, with its header, a multiple of 32 bytes long. Arrays that are
   * made one after the other then begin alike, and a loop that is aligned for one of them is aligned for all.
   */
  static final int PADDING = 4;

  private static final int PARITY = 0x1BD11BDA;

  /** 0, 1, 2, ...: the JIT compiler of JDK 17 does not vectorise loops that compute with their index. */
  private static final int[] LANE = new int[LANES];

  static {
    for (int i = 0; i < LANES; i++) {
      LANE[i] = i;
    }
  }

  private final int[] a = new int[LANES + PADDING];
  private final int[] b = new int[LANES + PADDING];
  private final int[] c = new int[LANES + PADDING];
  private final int[] d = new int[LANES + PADDING];
  private final int[][] words = {a, b, c, d};

  /** The latest block, [4][at least LANES]: the first word of each counter, the second of each, the third and the fourth. */
  int[][] words() {
    return words;
  }

  /**
   * Computes the words of counters (counter .. counter + LANES - 1, high).
   *
   * @param counter its lower 32 bits plus LANES - 1 do not overflow
   */
  void block(long key, long keyHigh, long counter, long high) {
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    int k2 = (int) keyHigh;
    int k3 = (int) (keyHigh >>> 32);
    int k4 = PARITY ^ k0 ^ k1 ^ k2 ^ k3;
    start((int) counter + k0, (int) (counter >>> 32) + k1, (int) high + k2, (int) (high >>> 32) + k3);
    rounds2();
    rounds4(k1, k2, k3, k4 + 1);
    rounds6();
    rounds8(k2, k3, k4, k0 + 2);
    rounds2();
    round12(k3, k4, k0, k1 + 3);
  }

  // The rotations are constants of each loop: the compiler then knows the shifts. Rounds 10 and 11 are rounds 2 and 3 again.

  /** Rounds 0 and 1 of words that are the same in all lanes, but for the first, which starts at x0 and grows by one. */
  private void start(int x0, int y0, int z0, int w0) {
    int x1 = x0 + y0;
    int y1 = y0 << 10 | y0 >>> 22;
    int z1 = z0 + w0;
    int w1 = (w0 << 26 | w0 >>> 6) ^ z1;
    int w2 = w1 << 11 | w1 >>> 21;
    for (int i = 0; i < LANES; i++) {
      int x = LANE[i] + x1;
      int y = y1 ^ x;
      x += w1;
      int w = w2 ^ x;
      int z = z1 + y;
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

  private void rounds4(int ka, int kb, int kc, int kd) {
    for (int i = 0; i < LANES; i++) {
      int y = b[i] + kb;
      int w = d[i] + kd;
      int x = a[i] + ka + y;
      int z = c[i] + kc + w;
      y = (y << 6 | y >>> 26) ^ x;
      w = (w << 20 | w >>> 12) ^ z;
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

  private void rounds8(int ka, int kb, int kc, int kd) {
    for (int i = 0; i < LANES; i++) {
      int y = b[i] + kb;
      int w = d[i] + kd;
      int x = a[i] + ka + y;
      int z = c[i] + kc + w;
      y = (y << 10 | y >>> 22) ^ x;
      w = (w << 26 | w >>> 6) ^ z;
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

  private void round12(int ka, int kb, int kc, int kd) {
    for (int i = 0; i < LANES; i++) {
      int y = b[i] + kb;
      int w = d[i] + kd;
      int x = a[i] + ka + y;
      int z = c[i] + kc + w;
      a[i] = x;
      b[i] = (y << 6 | y >>> 26) ^ x;
      c[i] = z;
      d[i] = (w << 20 | w >>> 12) ^ z;
    }
  }
}
