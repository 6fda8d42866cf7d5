package dev.rondo.spec;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings of one component or section, by name. Every default has been filled in before, from
 * {@code reference.conf}, so a missing name is a programming error, not a user's; but for {@link Setting#quiet() quiet}
 * settings, which are asked for by {@link #isNone}.
 */
public final class Params {
  private final Map<String, String> values;
  private final String prefix;

  private Params(Map<String, String> values, String prefix) {
    this.values = values;
    this.prefix = prefix;
  }

  /** The settings of a whole trial. */
  public static Params of(TrialConfig config) {
    return new Params(config.values(), "");
  }

  /** Settings given directly, dotted path to canonical text. */
  public static Params of(Map<String, String> values) {
    return new Params(new TreeMap<>(values), "");
  }

  /** The settings below a dotted path. */
  public Params at(String path) {
    return new Params(values, prefix + path + ".");
  }

  /** All of them, name to canonical text. */
  public SortedMap<String, String> all() {
    SortedMap<String, String> all = new TreeMap<>();
    values.forEach((path, value) -> {
      if (path.startsWith(prefix)) {
        all.put(path.substring(prefix.length()), value);
      }
    });
    return all;
  }

  public boolean has(String name) {
    return values.containsKey(prefix + name);
  }

  /** Which component of its axis. */
  public String kind() {
    return text("kind");
  }

  public String text(String name) {
    String value = values.get(prefix + name);
    if (value == null) {
      throw new IllegalArgumentException(prefix + name + " is not set; set: " + values.keySet());
    }
    return value;
  }

  public int integer(String name) {
    return Integer.parseInt(text(name));
  }

  public double number(String name) {
    return Double.parseDouble(text(name));
  }

  public boolean flag(String name) {
    return switch (text(name)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(prefix + name + " is " + text(name) + ", not true or false");
    };
  }

  /** Whether the setting is the word {@code none}, or a quiet one that the spec does not name: switched off. */
  public boolean isNone(String name) {
    return !has(name) || text(name).equals("none");
  }

  /** A list of words, kept as a JSON array. */
  public List<String> texts(String name) {
    String json = text(name);
    return json.equals("[]") ? List.of() : ConfigFactory.parseString("v = " + json).getStringList("v");
  }
}
