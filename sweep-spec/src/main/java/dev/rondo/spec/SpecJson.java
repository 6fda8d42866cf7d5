package dev.rondo.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A resolved spec as JSON. */
final class SpecJson {
  private SpecJson() {}

  static String write(SweepSpec spec) {
    List<Object> variants = new ArrayList<>();
    for (SweepSpec.Variant variant : spec.variants()) {
      variants.add(Map.of(
          "name", variant.name(), "search", variant.search(), "space", group(variant.space().root())));
    }
    return Canonical.json(Map.of(
        "name", spec.name(),
        "seed", spec.seed(),
        "metric", spec.metric(),
        "goal", spec.goal().text(),
        "variants", variants));
  }

  /** Path to value, or to an object that describes the domain. */
  private static Map<String, Object> group(SearchSpace.Group group) {
    Map<String, Object> paths = new TreeMap<>();
    for (SearchSpace.Node node : group.children()) {
      if (node instanceof SearchSpace.Leaf leaf) {
        paths.put(leaf.path(), domain(leaf.domain()));
      } else if (node instanceof SearchSpace.Fork fork) {
        paths.put(fork.slot(), Map.of("choice", fork.options().stream().map(SpecJson::group).toList()));
      } else {
        paths.putAll(group((SearchSpace.Group) node));
      }
    }
    return paths;
  }

  private static Object domain(Domain domain) {
    if (domain instanceof Domain.Fixed fixed) {
      return fixed.value();
    }
    if (domain instanceof Domain.Choice choice) {
      return Map.of("choice", choice.values());
    }
    if (domain instanceof Domain.Same same) {
      return Map.of("same", same.path());
    }
    // Of a range the text holds everything.
    return Map.of("range", domain.text());
  }
}
