package dev.rondo.core.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

/** Known answers published with Random123 for Philox-4x32-7. */
class PhiloxTest {
  private static int[] words(long key, long counter, long high) {
    int[] all = new int[4 * Philox.LANES];
    new Philox().block(key, counter, high, all);
    return new int[] {all[0], all[1], all[2 * Philox.LANES], all[2 * Philox.LANES + 1]};
  }

  @Test
  void knownAnswers() {
    assertArrayEquals(new int[] {0x5f6fb709, 0x0d893f64, 0x4f121f81, 0x4f730a48}, words(0, 0, 0));
    assertArrayEquals(new int[] {0x5207ddc2, 0x45165e59, 0x4d8ee751, 0x8c52f662}, words(-1, -1, -1));
    assertArrayEquals(
        new int[] {0x4dfccaba, 0x190a87f0, 0xc47362ba, 0xb6b5242a},
        words(0x299f31d0a4093822L, 0x85a308d3243f6a88L, 0x0370734413198a2eL));
  }
}
