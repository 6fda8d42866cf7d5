package dev.rondo.core.data.synthetic;

import dev.rondo.spec.Seeds;

/** The source of all chance in a piece. A test puts one in its place that walks through every outcome. */
interface Dice {
  /** An index with the given chances, which add up to 1. */
  int roll(double[] chances);

  /** Fair dice whose rolls follow from the arguments alone, bit for bit the same on every machine. */
  static Dice seeded(long seed, String split, int piece) {
    return new Dice() {
      private long rolls;

      @Override
      public int roll(double[] chances) {
        double left = Seeds.unit(seed, "synthetic-chorales/" + split, piece, rolls++);
        int last = 0;
        for (int i = 0; i < chances.length; i++) {
          if (chances[i] > 0) {
            last = i;
            left -= chances[i];
            if (left < 0) {
              return i;
            }
          }
        }
        return last; // rounding left a crumb
      }
    };
  }
}
