package dev.rondo.core.random;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/**
 * Philox-4x32-7, a counter-based generator: four 32-bit random words are a function of a 64-bit key and a 128-bit counter
 * (Salmon, Moraes, Dror, Shaw: Parallel random numbers, as easy as 1, 2, 3; SC 2011). Nothing is kept between draws, so a
 * checkpoint carries no generator state. Seven rounds are the fewest with which the generator passes all tests of BigCrush in
 * that paper; most of the time of noise on weights goes into rounds.
 *
 * <p>Works on blocks of counters, one round over the whole block at a time: such short loops over arrays of long are what the
 * JIT compiler turns into vector multiplications. Words leave through a buffer, since it does not vectorise the conversion of
 * long to int.
 */
final class Philox {
  /** Counters in a block; four words come from each. */
  static final int LANES = 512;

  private static final int ROUNDS = 7;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final long LOW = 0xFFFFFFFFL;

  private final long[] c0 = new long[LANES];
  private final long[] c1 = new long[LANES];
  private final long[] c2 = new long[LANES];
  private final long[] c3 = new long[LANES];
  private final LongBuffer asLongs;
  private final IntBuffer asInts;

  Philox() {
    ByteBuffer bytes = ByteBuffer.allocateDirect(16 * LANES).order(ByteOrder.LITTLE_ENDIAN);
    asLongs = bytes.asLongBuffer();
    asInts = bytes.asIntBuffer();
  }

  /**
   * words [4 LANES] := the words of counters (counter .. counter + LANES - 1, high): first and second words of each counter in
   * turn, then third and fourth words in turn.
   */
  void block(long key, long counter, long high, int[] words) {
    for (int i = 0; i < LANES; i++) {
      c0[i] = counter + i & LOW;
      c1[i] = counter + i >>> 32;
      c2[i] = high & LOW;
      c3[i] = high >>> 32;
    }
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      round(k0 & LOW, k1 & LOW);
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    for (int i = 0; i < LANES; i++) {
      c0[i] |= c1[i] << 32;
      c2[i] |= c3[i] << 32;
    }
    asLongs.put(0, c0);
    asLongs.put(LANES, c2);
    asInts.get(0, words);
  }

  private void round(long k0, long k1) {
    for (int i = 0; i < LANES; i++) {
      long p0 = MULTIPLIER_0 * c0[i];
      long p1 = MULTIPLIER_1 * c2[i];
      c0[i] = p1 >>> 32 ^ c1[i] ^ k0;
      c1[i] = p1 & LOW;
      c2[i] = p0 >>> 32 ^ c3[i] ^ k1;
      c3[i] = p0 & LOW;
    }
  }
}
