package dev.rondo.spec;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Lays one spec over another, as HOCON merges objects, but for what would make no sense merged: a domain replaces a domain
 * whole, and a component of another kind replaces a component whole, since the old kind's settings are not the new one's.
 */
final class Overlay {
  private final Map<String, String> defaultKinds = new TreeMap<>();

  Overlay(Catalogue catalogue) {
    catalogue.slots().forEach(slot -> slot.defaultKind().ifPresent(kind -> defaultKinds.put(slot.path(), kind)));
  }

  ConfigObject lay(ConfigObject over, ConfigObject base) {
    return lay("", over, base);
  }

  private ConfigObject lay(String prefix, ConfigObject over, ConfigObject base) {
    ConfigObject result = base;
    for (Map.Entry<String, ConfigValue> entry : over.entrySet()) {
      String path = prefix + entry.getKey();
      ConfigValue value = entry.getValue();
      if (value instanceof ConfigObject upper
          && base.get(entry.getKey()) instanceof ConfigObject lower
          && !replaces(path, upper, lower)) {
        value = lay(path + ".", upper, lower);
      }
      result = result.withValue(entry.getKey(), value);
    }
    return result;
  }

  private boolean replaces(String path, ConfigObject upper, ConfigObject lower) {
    if (DomainReader.looksLikeDomain(upper)) {
      return true;
    }
    if (DomainReader.looksLikeDomain(lower)) {
      return !Set.of(DomainReader.STEPS, DomainReader.ROUND_TO).containsAll(upper.keySet());
    }
    Optional<Object> upperKind = kind(upper);
    return upperKind.isPresent() && !upperKind.equals(kind(lower).or(() -> Optional.ofNullable(defaultKinds.get(path))));
  }

  private static Optional<Object> kind(ConfigObject object) {
    return Optional.ofNullable(object.get("kind")).map(ConfigValue::unwrapped);
  }
}
