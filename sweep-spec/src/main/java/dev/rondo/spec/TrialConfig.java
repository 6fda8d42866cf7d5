package dev.rondo.spec;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** One configuration with one seed: everything that decides the numbers of a trial, and nothing else. */
public final class TrialConfig {
  private static final Set<String> KEYS = Set.of("sweep", "variant", "index", "seed", "values");
  /** Texts before the settings. */
  private static final int HEAD = 4;

  private final String sweep;
  private final String variant;
  private final long index;
  private final long seed;
  private final SortedMap<String, String> values;
  private String id; // once it was asked for: the same text from whichever thread, so no lock

  /**
   * A trial.
   *
   * @param sweep name of the sweep
   * @param variant name of the variant
   * @param index position of the trial in the sweep's plan, from 0
   * @param seed the trial's own seed, from which all its random streams are keyed
   * @param values every setting, defaults included: dotted path to canonical text, as in {@code model.cell.kind ->
   *     elman}; copied
   */
  public TrialConfig(String sweep, String variant, long index, long seed, SortedMap<String, String> values) {
    if (sweep.isEmpty() || variant.isEmpty()) {
      throw new IllegalArgumentException("a trial needs the names of its sweep and of its variant");
    }
    if (index < 0 || seed < 0) {
      throw new IllegalArgumentException("index " + index + " and seed " + seed + " must not be negative");
    }
    // Through a plain Map, so that a caller's own comparator is not taken over.
    SortedMap<String, String> copy = new TreeMap<>((Map<String, String>) values);
    copy.forEach((path, value) -> {
      if (path.isEmpty() || value == null) {
        throw new IllegalArgumentException("setting \"" + path + "\" is " + value + "; it needs a path and a value");
      }
    });
    this.sweep = sweep;
    this.variant = variant;
    this.index = index;
    this.seed = seed;
    this.values = Collections.unmodifiableSortedMap(copy);
  }

  public String sweep() {
    return sweep;
  }

  public String variant() {
    return variant;
  }

  public long index() {
    return index;
  }

  public long seed() {
    return seed;
  }

  /** Unmodifiable, in the natural order of the paths. */
  public SortedMap<String, String> values() {
    return values;
  }

  /**
   * 16 hex digits that name this trial: of the SHA-256 of the canonical JSON of variant, seed and values. The index and
   * the name of the sweep are left out on purpose: the same configuration with the same seed gives the same numbers
   * wherever it stands, so it is the same trial, and a finished one is found again after the spec grew or was renamed.
   * Within one sweep no two trials share an id, because each has a seed of its own, derived from its variant and its
   * position there.
   */
  public String id() {
    if (id == null) {
      id = Canonical.hash(Canonical.json(Map.of("variant", variant, "seed", seed, "values", values)));
    }
    return id;
  }

  /** Sweep, variant, index and seed, then path and value of each setting; the form in which a trial travels. */
  public String[] toTexts() {
    String[] texts = new String[HEAD + 2 * values.size()];
    texts[0] = sweep;
    texts[1] = variant;
    texts[2] = Long.toString(index);
    texts[3] = Long.toString(seed);
    int i = HEAD;
    for (Map.Entry<String, String> setting : values.entrySet()) {
      texts[i++] = setting.getKey();
      texts[i++] = setting.getValue();
    }
    return texts;
  }

  /**
   * Reads what {@link #toTexts()} gave.
   *
   * @throws IllegalArgumentException when these are not the texts of a trial
   */
  public static TrialConfig fromTexts(String[] texts) {
    if (texts.length < HEAD || texts.length % 2 != 0) {
      throw new IllegalArgumentException("not the texts of a trial: there are " + texts.length);
    }
    SortedMap<String, String> values = new TreeMap<>();
    for (int i = HEAD; i < texts.length; i += 2) {
      values.put(texts[i], texts[i + 1]);
    }
    return new TrialConfig(texts[0], texts[1], Long.parseLong(texts[2]), Long.parseLong(texts[3]), values);
  }

  /** Canonical JSON on one line, ASCII only; the form in which a trial is saved. */
  public String toJson() {
    return Canonical.json(
        Map.of("sweep", sweep, "variant", variant, "index", index, "seed", seed, "values", values));
  }

  /**
   * Reads what {@link #toJson()} wrote.
   *
   * @throws IllegalArgumentException when the text is not such a trial
   */
  public static TrialConfig fromJson(String json) {
    try {
      ConfigObject root =
          ConfigFactory.parseString(json, ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON)).root();
      if (!root.keySet().equals(KEYS)) {
        throw new IllegalArgumentException(
            "not a trial: its keys are " + new TreeSet<>(root.keySet()) + ", not " + new TreeSet<>(KEYS));
      }
      SortedMap<String, String> values = new TreeMap<>();
      for (Map.Entry<String, ConfigValue> entry : ((ConfigObject) root.get("values")).entrySet()) {
        values.put(entry.getKey(), text(entry.getValue()));
      }
      return new TrialConfig(
          text(root.get("sweep")), text(root.get("variant")), number(root.get("index")), number(root.get("seed")),
          values);
    } catch (ConfigException | ClassCastException e) {
      throw new IllegalArgumentException("not the JSON of a trial: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TrialConfig trial && toJson().equals(trial.toJson());
  }

  @Override
  public int hashCode() {
    return id().hashCode();
  }

  @Override
  public String toString() {
    return toJson();
  }

  private static String text(ConfigValue value) {
    if (value.unwrapped() instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("not a trial: " + Values.show(value) + " is not text");
  }

  private static long number(ConfigValue value) {
    if (value.unwrapped() instanceof Integer || value.unwrapped() instanceof Long) {
      return ((Number) value.unwrapped()).longValue();
    }
    throw new IllegalArgumentException("not a trial: " + Values.show(value) + " is not a whole number");
  }
}
