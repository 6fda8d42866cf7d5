package dev.rondo.core.random;

import dev.rondo.spec.Seeds;
import java.util.Arrays;

/**
 * A named stream of random numbers: (trial seed, name, counters) decides every number. Holds scratch space, so one instance
 * serves one thread; positioning it with {@link #at} is cheap.
 */
public final class RandomStream {
  /** Bulk draws of a multiple of so many numbers go on, one after the other, like a single larger one. */
  public static final int BULK = 8 * Threefry.LANES;

  private static final int WORDS = 4 * Threefry.LANES;

  private final long trialSeed;
  private final String name;
  private final Threefry threefry = new Threefry();
  private final int[][] words = threefry.words();
  private BulkDraws bulk; // from the first bulk draw on: most streams of a trial draw a few numbers only
  private long key;
  private long counter;
  private int word; // of the four of each counter, that being handed out
  private int lane; // of that word, the next

  public RandomStream(long trialSeed, String name) {
    this.trialSeed = trialSeed;
    this.name = name;
    at();
  }

  /** Goes to the start of the stream with these counters (epoch, batch, step, ...). */
  public RandomStream at(long... counters) {
    key = Seeds.of(trialSeed, name, counters);
    counter = 0;
    startBlock();
    return this;
  }

  /** The next 32 random bits. */
  public int nextInt() {
    if (lane == Threefry.LANES) {
      word++;
      if (word == words.length) {
        refill();
      }
      lane = 0;
    }
    return words[word][lane++];
  }

  /** Uniform in [0, 1) with 53 random bits. */
  public double nextUnit() {
    long high = nextInt() & 0xFFFFFFFFL;
    return ((high << 32 | nextInt() & 0xFFFFFFFFL) >>> 11) * 0x1p-53;
  }

  /** Uniform among 0 .. bound - 1, by Lemire's multiplication with rejection. */
  public int nextBelow(int bound) {
    while (true) {
      long product = (nextInt() & 0xFFFFFFFFL) * bound;
      if ((product & 0xFFFFFFFFL) >= (0x100000000L % bound)) {
        return (int) (product >>> 32);
      }
    }
  }

  /** Standard normal in double precision, by Box and Muller's method with the exact functions; for initial weights. */
  public double nextNormal() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextUnit()));
    return radius * StrictMath.cos(2 * StrictMath.PI * nextUnit());
  }

  /** A permutation of 0 .. n - 1 (Fisher and Yates). */
  public int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      int j = nextBelow(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  /** out [from, from + n) := mean + sigma N(0, 1), single precision; starts a block of its own. */
  public void normals(float mean, float sigma, float[] out, int from, int n) {
    BulkDraws draws = bulk();
    for (int done = 0; done < n; done += WORDS) {
      refill();
      draws.normals(words, mean, sigma, out, from + done, Math.min(WORDS, n - done));
    }
    startBlock();
  }

  /**
   * out [from, from + n) := {@code value} with probability {@code keep}, rounded to a multiple of 2^-16, else 0; starts a block
   * of its own.
   */
  public void masks(double keep, float value, float[] out, int from, int n) {
    if (keep >= 1) {
      Arrays.fill(out, from, from + n, value);
      return;
    }
    // Half a word decides each number.
    BulkDraws draws = bulk();
    int threshold = (int) Math.round(keep * 0x1p16);
    for (int done = 0; done < n; done += 2 * WORDS) {
      refill();
      draws.upperMasks(words, threshold, value, out, from + done, Math.min(WORDS, n - done));
      if (done + WORDS < n) {
        draws.lowerMasks(words, threshold, value, out, from + done + WORDS, Math.min(WORDS, n - done - WORDS));
      }
    }
    startBlock();
  }

  private BulkDraws bulk() {
    if (bulk == null) {
      bulk = new BulkDraws();
    }
    return bulk;
  }

  /** Leaves what is left of the present block: whatever is drawn next takes a new one. */
  private void startBlock() {
    word = words.length - 1;
    lane = Threefry.LANES;
  }

  private void refill() {
    threefry.block(key, 0, counter, 0);
    counter += Threefry.LANES;
    word = 0;
  }
}
