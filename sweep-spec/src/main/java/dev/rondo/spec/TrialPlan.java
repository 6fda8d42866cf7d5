package dev.rondo.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * The trials of a sweep by index, each made when it is asked for: memory does not grow with their number. The variants
 * take turns, so that an early look at the results sees all of them; a variant that has no trials left is passed over.
 * An index and a seed hang on the position of a trial within its variant alone, never on what came out of others; the
 * settings of some trials may.
 */
public final class TrialPlan {
  /** The trials of one variant. */
  public interface Source {
    /** How many there are, at most. */
    long size();

    /** How many of them, the first ones, are settled before anything has run. */
    long known();

    /**
     * The settings of a trial.
     *
     * @param position within the variant, from 0; below known(), or of a trial that has been asked for
     */
    SortedMap<String, String> values(long position);
  }

  private final SweepSpec spec;
  private final List<? extends Source> sources;
  private final List<Block> blocks = new ArrayList<>();
  private final long size;

  /** A stretch of the plan in which the same variants, by their place in the spec, take turns. */
  private record Block(long firstIndex, long firstRound, List<Integer> turns) {}

  /** @param sources for each variant of the spec, in its order */
  public TrialPlan(SweepSpec spec, List<? extends Source> sources) {
    this.spec = spec;
    this.sources = List.copyOf(sources);
    long index = 0;
    long round = 0;
    while (true) {
      long begin = round;
      List<Integer> turns =
          IntStream.range(0, sources.size()).filter(variant -> size(variant) > begin).boxed().toList();
      if (turns.isEmpty()) {
        break;
      }
      long end = turns.stream().mapToLong(this::size).min().orElseThrow();
      blocks.add(new Block(index, begin, turns));
      index = Math.addExact(index, Math.multiplyExact(end - begin, turns.size()));
      round = end;
    }
    this.size = index;
  }

  /** How many trials there are, at most. */
  public long size() {
    return size;
  }

  /** How many of them are of one variant. */
  public long size(SweepSpec.Variant variant) {
    return size(spec.variants().indexOf(variant));
  }

  private long size(int variant) {
    return sources.get(variant).size();
  }

  /** Whether the trial at an index is settled before anything has run. */
  public boolean knows(long index) {
    Place place = place(index);
    return place.position() < sources.get(place.variant()).known();
  }

  /**
   * The trial at an index.
   *
   * @param index 0 <= index < size(); {@link #knows} it
   */
  public TrialConfig get(long index) {
    if (!knows(index)) {
      throw new IllegalStateException("trial " + index + " hangs on the results of others");
    }
    return trial(place(index), index);
  }

  /**
   * A variant's trial.
   *
   * @param variant by its place in the spec
   * @param position within the variant
   */
  public TrialConfig get(int variant, long position) {
    return trial(new Place(variant, position), index(variant, position));
  }

  private record Place(int variant, long position) {}

  private Place place(long index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("trial " + index + " of a plan of " + size);
    }
    int last = blocks.size() - 1;
    while (blocks.get(last).firstIndex() > index) {
      last--;
    }
    Block block = blocks.get(last);
    long offset = index - block.firstIndex();
    int turns = block.turns().size();
    return new Place(block.turns().get((int) (offset % turns)), block.firstRound() + offset / turns);
  }

  private long index(int variant, long position) {
    int last = blocks.size() - 1;
    while (blocks.get(last).firstRound() > position) {
      last--;
    }
    Block block = blocks.get(last);
    return block.firstIndex() + (position - block.firstRound()) * block.turns().size() + block.turns().indexOf(variant);
  }

  private TrialConfig trial(Place place, long index) {
    String variant = spec.variants().get(place.variant()).name();
    return new TrialConfig(
        spec.name(), variant, index, seed(spec, variant, place.position()),
        sources.get(place.variant()).values(place.position()));
  }

  /** The seed of a variant's trial, from its position within the variant: not negative. */
  public static long seed(SweepSpec spec, String variant, long within) {
    return Seeds.of(spec.seed(), "trial", Seeds.of(0, variant), within) & Long.MAX_VALUE;
  }
}
