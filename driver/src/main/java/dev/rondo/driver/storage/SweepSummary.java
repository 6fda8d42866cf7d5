package dev.rondo.driver.storage;

import dev.rondo.spec.strategy.Observation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts and best trials, built up row by row; holds one row for each data set and variant, however long the sweep. */
public final class SweepSummary {
  private final List<String> variantOrder;
  private final Selection selection;
  private final Map<String, Group> groups = new TreeMap<>();
  private long rows;
  private long lastFinishedAt;

  /**
   * @param variantOrder the variants as the spec lists them; others come after, by name
   * @param selection how the best trial of a variant is chosen
   */
  public SweepSummary(List<String> variantOrder, Selection selection) {
    this.variantOrder = List.copyOf(variantOrder);
    this.selection = selection;
  }

  /** One variant on one data set. */
  public static final class Group {
    private final String dataset;
    private final String variant;
    private final Map<String, Long> byStatus = new TreeMap<>();
    private long trials;
    private TrialRow best;

    private Group(String dataset, String variant) {
      this.dataset = dataset;
      this.variant = variant;
    }

    public String dataset() {
      return dataset;
    }

    public String variant() {
      return variant;
    }

    public long trials() {
      return trials;
    }

    /** Trials that ended with a status (ok, stopped, diverged, failed). */
    public long count(String status) {
      return byStatus.getOrDefault(status, 0L);
    }

    /** The best by the sweep's selection; null while no trial ended well. */
    public TrialRow best() {
      return best;
    }
  }

  /** Counts a row; true when it is the best of its variant and data set so far. */
  public boolean add(TrialRow row) {
    rows++;
    lastFinishedAt = Math.max(lastFinishedAt, row.finishedAt());
    // A zero character cannot be part of a name, so two names never run together.
    Group group =
        groups.computeIfAbsent(row.dataset() + '\0' + row.variant(), key -> new Group(row.dataset(), row.variant()));
    group.trials++;
    group.byStatus.merge(row.status(), 1L, Long::sum);
    if (selection.beats(row, group.best)) {
      group.best = row;
      return true;
    }
    return false;
  }

  /** Counts a row that replaces the row of the same trial when it had paused; true as {@link #add} says. */
  public boolean addAgain(TrialRow row) {
    rows--;
    Group group = groups.get(row.dataset() + '\0' + row.variant());
    if (group == null || group.count(Observation.PAUSED) == 0) {
      // It failed before it had its data, and goes by what its settings call that.
      group = groups.values().stream()
          .filter(other -> other.variant.equals(row.variant()) && other.count(Observation.PAUSED) > 0).findFirst().orElseThrow();
    }
    group.trials--;
    group.byStatus.merge(Observation.PAUSED, -1L, Long::sum);
    return add(row);
  }

  /** Rows counted. */
  public long rows() {
    return rows;
  }

  public long count(String status) {
    return groups.values().stream().mapToLong(group -> group.count(status)).sum();
  }

  /** When the last row came, microseconds since 1970; 0 when there is none. */
  public long lastFinishedAt() {
    return lastFinishedAt;
  }

  public Selection selection() {
    return selection;
  }

  public List<String> variantOrder() {
    return variantOrder;
  }

  /** By data set, then as the spec lists the variants. */
  public List<Group> groups() {
    List<Group> list = new ArrayList<>(groups.values());
    list.sort(
        Comparator.comparing(Group::dataset).thenComparing(group -> position(group.variant)).thenComparing(Group::variant));
    return list;
  }

  private int position(String variant) {
    int index = variantOrder.indexOf(variant);
    return index < 0 ? variantOrder.size() : index;
  }
}
