package dev.rondo.spec;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Lays one spec over another, as HOCON merges objects, but for what would make no sense merged: a domain replaces a
 * domain whole, and a component of another kind replaces a component whole, since the old kind's settings are not the
 * new one's.
 */
final class Overlay {
  private final Map<String, String> defaultKinds = new TreeMap<>();

  Overlay(Catalogue catalogue) {
    catalogue.slots().forEach(slot -> slot.defaultKind().ifPresent(kind -> defaultKinds.put(slot.path(), kind)));
  }

  ConfigObject lay(ConfigObject over, ConfigObject base) {
    return lay("", over, base, base);
  }

  /**
   * Lays what the command line set over a spec into which HOCON has merged it already, so that substitutions saw it:
   * what should have been replaced, not merged, is cut back.
   *
   * @param before the spec without it; what could not be resolved in it is left out of account
   */
  ConfigObject lay(ConfigObject over, ConfigObject merged, ConfigObject before) {
    return lay("", values(over, merged), merged, before);
  }

  /** The structure of one object with the values of another. */
  static ConfigObject values(ConfigObject structure, ConfigObject values) {
    ConfigObject result = ConfigFactory.empty().root();
    for (String key : structure.keySet()) {
      ConfigValue value = values.get(key);
      boolean inner = structure.get(key) instanceof ConfigObject && value instanceof ConfigObject;
      result = result.withValue(key, inner ? values((ConfigObject) structure.get(key), (ConfigObject) value) : value);
    }
    return result;
  }

  /** @param before stands for {@code base} where it is asked what was there */
  private ConfigObject lay(String prefix, ConfigObject over, ConfigObject base, ConfigObject before) {
    ConfigObject result = base;
    for (Map.Entry<String, ConfigValue> entry : over.entrySet()) {
      String path = prefix + entry.getKey();
      ConfigValue value = entry.getValue();
      if (value instanceof ConfigObject upper && base.get(entry.getKey()) instanceof ConfigObject lower) {
        ConfigObject was = inner(before, entry.getKey());
        if (!replaces(path, upper, was)) {
          value = lay(path + ".", upper, lower, was);
        }
      }
      result = result.withValue(entry.getKey(), value);
    }
    return result;
  }

  private static ConfigObject inner(ConfigObject object, String key) {
    try {
      return object.get(key) instanceof ConfigObject inner ? inner : ConfigFactory.empty().root();
    } catch (ConfigException.NotResolved e) {
      return ConfigFactory.empty().root();
    }
  }

  private boolean replaces(String path, ConfigObject upper, ConfigObject lower) {
    if (DomainReader.looksLikeDomain(upper)) {
      return true;
    }
    if (DomainReader.looksLikeDomain(lower)) {
      return !Set.of(DomainReader.STEPS, DomainReader.ROUND_TO).containsAll(upper.keySet());
    }
    Optional<Object> upperKind = kind(upper);
    String slot = path.replaceFirst("^variants\\.[^.]*\\.", "");
    Optional<Object> lowerKind = kind(lower).or(() -> Optional.ofNullable(defaultKinds.get(slot)));
    return upperKind.isPresent() && !upperKind.equals(lowerKind);
  }

  private static Optional<Object> kind(ConfigObject object) {
    try {
      return Optional.ofNullable(object.get("kind")).map(ConfigValue::unwrapped);
    } catch (ConfigException.NotResolved e) {
      return Optional.empty();
    }
  }
}
