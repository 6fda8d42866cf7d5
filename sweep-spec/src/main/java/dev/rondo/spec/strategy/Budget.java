package dev.rondo.spec.strategy;

import java.math.BigInteger;

/**
 * What a search takes at most. Trials that end early, and those that a strategy drops before their end, take less.
 *
 * @param segments in all
 * @param epochs in all; null when the trials do not say how long they are
 */
public record Budget(BigInteger segments, BigInteger epochs) {
  /** So many segments of so many epochs each. */
  static Budget of(long segments, int epochsEach) {
    BigInteger count = BigInteger.valueOf(segments);
    return new Budget(count, epochsEach == 0 ? null : count.multiply(BigInteger.valueOf(epochsEach)));
  }

  Budget plus(Budget other) {
    return new Budget(
        segments.add(other.segments), epochs == null || other.epochs == null ? null : epochs.add(other.epochs));
  }
}
