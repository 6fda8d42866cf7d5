package dev.rondo.spec;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Values on their way to a trial: ties are looked up when the rest is known. */
final class Point {
  private final SortedMap<String, String> values = new TreeMap<>();
  private final Map<String, String> ties = new TreeMap<>();

  /** @param value takes the value from the setting's domain; not called for a tie */
  void put(SearchSpace.Leaf leaf, Function<Domain, String> value) {
    if (leaf.domain() instanceof Domain.Same same) {
      ties.put(leaf.path(), same.path());
    } else {
      values.put(leaf.path(), value.apply(leaf.domain()));
    }
  }

  SortedMap<String, String> tied() {
    ties.forEach((path, target) -> {
      String source = target;
      while (ties.containsKey(source)) {
        source = ties.get(source);
      }
      String value = values.get(source);
      if (value == null) {
        throw new IllegalStateException(path + " is tied to " + source + ", which this trial does not have");
      }
      values.put(path, value);
    });
    return values;
  }
}
