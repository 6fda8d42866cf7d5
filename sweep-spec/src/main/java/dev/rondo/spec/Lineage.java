package dev.rondo.spec;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a trial comes from that began with the weights of another one. It is told by three entries among the trial's values,
 * so that its id and its row have it:
 *
 * <pre>
 * lineage.parent       id of the trial whose weights and optimizer state it took
 * lineage.epoch        after so many epochs
 * lineage.ancestors    JSON, the oldest first: the seed of each trial before it, the epoch after which the next one took over,
 *                      and those of its values that the next one has not
 * </pre>
 *
 * From these all trials before it can be made again, so that it can be trained with nothing else at hand. A trial that began
 * with initial values of its own has none of them.
 *
 * @param parent the trial before; its index is not known, and 0 here
 * @param epoch after which its weights were taken, from 1
 */
public record Lineage(TrialConfig parent, int epoch) {
  public static final String PARENT = "lineage.parent";
  public static final String EPOCH = "lineage.epoch";
  private static final String ANCESTORS = "lineage.ancestors";

  public Lineage {
    if (epoch < 1) {
      throw new IllegalArgumentException("trial " + parent.id() + " has no weights to give after epoch " + epoch);
    }
  }

  /** What stands for one trial in the list of ancestors. */
  private record Entry(int epoch, long seed, Map<String, String> values) {
    Map<String, Object> json() {
      return Map.of("epoch", epoch, "seed", seed, "values", values);
    }
  }

  /**
   * The values of a trial that takes over from another.
   *
   * @param epoch see {@link #epoch()}
   * @param settings of the new trial: at the same paths as the other's, and without a lineage
   */
  public static SortedMap<String, String> values(TrialConfig parent, int epoch, SortedMap<String, String> settings) {
    Map<String, String> before = settings(parent);
    if (!before.keySet().equals(settings.keySet())) {
      throw new IllegalArgumentException("other settings than trial " + parent.id() + ": " + settings.keySet());
    }
    Map<String, String> changed = new TreeMap<>(before);
    changed.entrySet().removeAll(settings.entrySet());
    List<Entry> ancestors = entries(parent);
    ancestors.add(new Entry(epoch, parent.seed(), changed));
    SortedMap<String, String> values = new TreeMap<>(settings);
    values.put(PARENT, parent.id());
    values.put(EPOCH, Integer.toString(epoch));
    values.put(ANCESTORS, Canonical.json(ancestors.stream().map(Entry::json).toList()));
    return values;
  }

  /**
   * Everything before a trial, the oldest first; the last one is its own parent. Empty when it began with initial values.
   *
   * @throws IllegalArgumentException when what its values say does not fit together
   */
  public static List<Lineage> of(TrialConfig trial) {
    if (!trial.values().containsKey(PARENT)) {
      return List.of();
    }
    List<Entry> entries = entries(trial);
    int n = entries.size();
    List<SortedMap<String, String>> settings = new ArrayList<>(List.of(settings(trial)));
    for (int i = n - 1; i >= 0; i--) {
      SortedMap<String, String> older = new TreeMap<>(settings.get(0));
      older.putAll(entries.get(i).values());
      settings.add(0, older);
    }
    List<Lineage> lineage = new ArrayList<>();
    SortedMap<String, String> values = settings.get(0);
    for (int i = 0; i < n; i++) {
      Entry entry = entries.get(i);
      TrialConfig ancestor = new TrialConfig(trial.sweep(), trial.variant(), 0, entry.seed(), values);
      lineage.add(new Lineage(ancestor, entry.epoch()));
      values = values(ancestor, entry.epoch(), settings.get(i + 1));
    }
    if (!values.equals(trial.values())) {
      throw new IllegalArgumentException("the lineage of trial " + trial.id() + " contradicts itself");
    }
    return lineage;
  }

  private static SortedMap<String, String> settings(TrialConfig trial) {
    SortedMap<String, String> settings = new TreeMap<>((Map<String, String>) trial.values());
    settings.keySet().removeAll(List.of(PARENT, EPOCH, ANCESTORS));
    return settings;
  }

  private static List<Entry> entries(TrialConfig trial) {
    List<Entry> entries = new ArrayList<>();
    if (!trial.values().containsKey(ANCESTORS)) {
      return entries;
    }
    String json = trial.values().get(ANCESTORS);
    try {
      for (Object element : ConfigFactory.parseString("v = " + json).getList("v").unwrapped()) {
        Map<?, ?> entry = (Map<?, ?>) element;
        Map<String, String> values = new TreeMap<>();
        ((Map<?, ?>) entry.get("values")).forEach((path, value) -> values.put((String) path, (String) value));
        entries.add(new Entry(((Number) entry.get("epoch")).intValue(), ((Number) entry.get("seed")).longValue(), values));
      }
    } catch (ConfigException | ClassCastException | NullPointerException e) {
      throw new IllegalArgumentException("not a list of ancestors: " + json, e);
    }
    return entries;
  }
}
