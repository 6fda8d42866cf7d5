package dev.rondo.spec;

/**
 * Seeds derived from a seed, a name and counters. The same arguments give the same seed on every machine; streams of
 * different names or counters are independent for all practical purposes.
 */
public final class Seeds {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Seeds() {}

  /** The seed of the stream {@code name} at the given counters (epoch, batch, step, ...). */
  public static long of(long seed, String name, long... counters) {
    long h = mix(seed + GOLDEN);
    for (int i = 0; i < name.length(); i++) {
      h = mix(h ^ name.charAt(i)) + GOLDEN;
    }
    // The length closes the name, so that a name and its continuation in counters never meet.
    h = mix(h ^ (long) name.length() << 32);
    for (long counter : counters) {
      h = mix(h + GOLDEN ^ mix(counter + GOLDEN));
    }
    return h;
  }

  /** A number in [0, 1) with 53 random bits. */
  public static double unit(long seed, String name, long... counters) {
    return (of(seed, name, counters) >>> 11) * 0x1p-53;
  }

  /** The finaliser of SplitMix64: a bijection of 64-bit numbers whose outputs look random (Steele et al. 2014). */
  private static long mix(long z) {
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
