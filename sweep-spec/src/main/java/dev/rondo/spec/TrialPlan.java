package dev.rondo.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * The trials of a sweep by index, each made when it is asked for: memory does not grow with their number. The variants
 * take turns, so that an early look at the results sees all of them; a variant that has no trials left is passed over.
 */
public final class TrialPlan {
  private final SweepSpec spec;
  private final boolean grid;
  private final List<Block> blocks = new ArrayList<>();
  private final long size;

  /** A stretch of the plan in which the same variants take turns. */
  private record Block(long firstIndex, long firstRound, List<SweepSpec.Variant> turns) {}

  private TrialPlan(SweepSpec spec, boolean grid) {
    this.spec = spec;
    this.grid = grid;
    long index = 0;
    long round = 0;
    while (true) {
      long begin = round;
      List<SweepSpec.Variant> turns = spec.variants().stream().filter(variant -> size(variant) > begin).toList();
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

  /** Every point of the grid of every variant. */
  public static TrialPlan grid(SweepSpec spec) {
    return new TrialPlan(spec, true);
  }

  /** As many independent draws of every variant as its search setting {@code trials} says. */
  public static TrialPlan random(SweepSpec spec) {
    return new TrialPlan(spec, false);
  }

  /** How many trials there are. */
  public long size() {
    return size;
  }

  /** How many of them are of one variant. */
  public long size(SweepSpec.Variant variant) {
    return grid ? variant.space().gridSize().longValueExact() : Params.of(variant.search()).integer("trials");
  }

  /**
   * The trial at an index.
   *
   * @param index 0 <= index < size()
   */
  public TrialConfig get(long index) {
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
    SweepSpec.Variant variant = block.turns().get((int) (offset % turns));
    return trial(variant, block.firstRound() + offset / turns, index);
  }

  private TrialConfig trial(SweepSpec.Variant variant, long within, long index) {
    SortedMap<String, String> values =
        grid ? variant.space().gridPoint(within) : variant.space().draw(spec.seed(), variant.name(), within);
    return new TrialConfig(spec.name(), variant.name(), index, seed(spec, variant.name(), within), values);
  }

  /** The seed of a variant's trial, from its position within the variant: not negative. */
  static long seed(SweepSpec spec, String variant, long within) {
    return Seeds.of(spec.seed(), "trial", Seeds.of(0, variant), within) & Long.MAX_VALUE;
  }
}
