package dev.rondo.spec;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the settings and components of one variant against the catalogue: an object of HOCON to a tree of domains. */
final class SpaceReader {
  private final Catalogue catalogue;
  private final Problems problems;
  private final Sweeping sweeping;
  private final Ties ties = new Ties();

  /** What will be done with domains. */
  enum Sweeping {
    /** Refused. */
    NONE,
    /** Drawn from. */
    RANDOM,
    /** Enumerated, so that they must be countable and without repetition. */
    GRID
  }

  SpaceReader(Catalogue catalogue, Problems problems, Sweeping sweeping) {
    this.catalogue = catalogue;
    this.problems = problems;
    this.sweeping = sweeping;
  }

  /** Everything that decides a trial: the whole spec but for its parts about the sweep. */
  SearchSpace read(ConfigObject spec) {
    Schema.Group schema = catalogue.schema();
    List<String> known = new ArrayList<>(schema.children().keySet());
    known.addAll(SweepSpecReader.ABOUT_THE_SWEEP);
    checkKeys(spec, "", known.stream().distinct().sorted().toList());
    List<SearchSpace.Node> nodes = new ArrayList<>();
    schema.children().forEach((key, child) -> {
      if (!SweepSpecReader.ABOUT_THE_SWEEP.contains(key)) {
        child(child, key, spec.get(key), spec.origin(), Map.of(), nodes);
      }
    });
    SearchSpace space = new SearchSpace(sorted(nodes));
    if (problems.none()) {
      ties.check(space, problems);
    }
    return space;
  }

  /** The settings below one key, by what follows it in their paths; for {@link Sweeping#NONE}. */
  SortedMap<String, String> readFixed(String key, ConfigObject spec) {
    List<SearchSpace.Node> nodes = new ArrayList<>();
    child(catalogue.schema().children().get(key), key, spec.get(key), spec.origin(), Map.of(), nodes);
    SortedMap<String, String> values = new TreeMap<>();
    for (SearchSpace.Node node : nodes) {
      if (node instanceof SearchSpace.Leaf leaf && leaf.domain() instanceof Domain.Fixed fixed) {
        values.put(leaf.path().substring(key.length() + 1), fixed.value());
      }
    }
    return values;
  }

  /** @param outer where the mistake is shown when nothing was given */
  private void child(
      Schema schema, String path, ConfigValue given, ConfigOrigin outer, Map<String, String> defaults,
      List<SearchSpace.Node> out) {
    ConfigValue value = given == null || given.valueType() == ConfigValueType.NULL ? null : given;
    if (schema instanceof Schema.Value leaf) {
      setting(leaf.setting(), path, value, outer, defaults, out);
    } else if (schema instanceof Schema.Place place) {
      place(place.slot(), path, value, outer, out);
    } else {
      group((Schema.Group) schema, path, value, outer, defaults, out);
    }
  }

  private void group(
      Schema.Group schema, String path, ConfigValue value, ConfigOrigin outer, Map<String, String> defaults,
      List<SearchSpace.Node> out) {
    if (value != null && !(value instanceof ConfigObject)) {
      problems.add(value.origin(), path, Values.show(value) + " is not a section; the rule: an object with "
          + String.join(", ", schema.children().keySet()) + "; write " + path + " { ... }");
      return;
    }
    ConfigObject object = (ConfigObject) value;
    if (object != null) {
      checkKeys(object, path, List.copyOf(schema.children().keySet()));
    }
    ConfigOrigin here = object == null ? outer : object.origin();
    schema.children().forEach((key, child) ->
        child(child, path + "." + key, object == null ? null : object.get(key), here, defaults, out));
  }

  private void checkKeys(ConfigObject object, String path, List<String> known) {
    object.forEach((key, value) -> {
      if (!known.contains(key)) {
        String full = (path.isEmpty() ? "" : path + ".") + Values.shorten(key);
        problems.add(value.origin(), full, "unknown setting" + Suggest.cure(key, known));
      }
    });
  }

  private void setting(
      Setting setting, String path, ConfigValue value, ConfigOrigin outer, Map<String, String> defaults,
      List<SearchSpace.Node> out) {
    if (value == null && setting.quiet()) {
      return;
    }
    if (value == null) {
      String text = defaults.getOrDefault(setting.name(), setting.defaultText().orElse(null));
      if (text == null) {
        problems.add(outer, path, "missing, and it has no default; the rule: " + setting.legal() + "; add " + path
            + " = ..."
            + " (" + setting.doc() + ")");
      } else {
        out.add(new SearchSpace.Leaf(path, new Domain.Fixed(text), setting.live()));
      }
      return;
    }
    if (value instanceof ConfigObject && refused(path, value)) {
      return;
    }
    try {
      Domain domain = value instanceof ConfigObject object
          ? DomainReader.read(setting, object, sweeping == Sweeping.GRID)
          : new Domain.Fixed(Values.read(setting, value));
      if (domain instanceof Domain.Same same) {
        ties.add(path, same.path(), setting, value.origin());
      }
      out.add(new SearchSpace.Leaf(path, domain, setting.live()));
    } catch (Mistake mistake) {
      problems.add(value.origin(), path, mistake.getMessage());
    }
  }

  private boolean refused(String path, ConfigValue domain) {
    if (sweeping == Sweeping.NONE) {
      problems.add(domain.origin(), path, Values.show(domain)
          + " cannot stand here; what is said about the sweep holds for all"
          + " its trials; give a plain value");
    }
    return sweeping == Sweeping.NONE;
  }

  private void place(
      Catalogue.Slot slot, String path, ConfigValue value, ConfigOrigin outer, List<SearchSpace.Node> out) {
    if (value == null && slot.quiet()) {
      return;
    }
    if (value == null) {
      component(slot, path, null, outer, out);
    } else if (!(value instanceof ConfigObject object)) {
      problems.add(value.origin(), path, Values.show(value) + " is not a component; the rule: an object with a kind"
          + " out of "
          + String.join(", ", catalogue.kinds(slot.axis())) + "; write " + path + " { kind = ... }");
    } else if (DomainReader.looksLikeDomain(object)) {
      if (refused(path, object)) {
        return;
      }
      try {
        fork(path, components(slot, path, object), object, out);
      } catch (Mistake mistake) {
        problems.add(object.origin(), path, mistake.getMessage());
      }
    } else if (object.get("kind") instanceof ConfigObject kinds) {
      if (refused(path + ".kind", kinds)) {
        return;
      }
      try {
        List<SearchSpace.Group> options = new ArrayList<>();
        for (ConfigValue kind : alternatives(kinds)) {
          options.add(option(slot, path, object.withValue("kind", kind)));
        }
        fork(path, options, kinds, out);
      } catch (Mistake mistake) {
        problems.add(kinds.origin(), path + ".kind", mistake.getMessage());
      }
    } else {
      component(slot, path, object, outer, out);
    }
  }

  private void fork(
      String path, List<SearchSpace.Group> options, ConfigObject where, List<SearchSpace.Node> out) throws Mistake {
    if (sweeping == Sweeping.GRID && problems.none() && new HashSet<>(options).size() < options.size()) {
      throw new Mistake("a grid would visit " + Values.show(where)
          + " twice at one place; the points of a grid must differ;"
          + " leave one out");
    }
    out.add(new SearchSpace.Fork(path, options));
  }

  private List<SearchSpace.Group> components(Catalogue.Slot slot, String path, ConfigObject domain) throws Mistake {
    List<SearchSpace.Group> options = new ArrayList<>();
    for (ConfigValue element : alternatives(domain)) {
      if (!(element instanceof ConfigObject object) || DomainReader.looksLikeDomain(object)) {
        throw new Mistake(Values.show(element) + " is not a component; the rule: an object with a kind out of "
            + String.join(", ", catalogue.kinds(slot.axis())) + "; write { kind = ... }");
      }
      options.add(option(slot, path, object));
    }
    return options;
  }

  private static List<ConfigValue> alternatives(ConfigObject domain) throws Mistake {
    String maker = DomainReader.maker(domain);
    if (!maker.equals(DomainReader.CHOICE) || domain.size() > 1) {
      throw new Mistake(Values.show(domain) + " cannot choose a component; only a choice can; write { choice = [...]"
          + " }");
    }
    return DomainReader.elements(domain.get(DomainReader.CHOICE));
  }

  private SearchSpace.Group option(Catalogue.Slot slot, String path, ConfigObject object) {
    List<SearchSpace.Node> nodes = new ArrayList<>();
    component(slot, path, object, object.origin(), nodes);
    return sorted(nodes);
  }

  private void component(
      Catalogue.Slot slot, String path, ConfigObject object, ConfigOrigin outer, List<SearchSpace.Node> out) {
    List<String> kinds = catalogue.kinds(slot.axis());
    ConfigOrigin here = object == null ? outer : object.origin();
    ConfigValue given = object == null ? null : object.get("kind");
    if (given == null && slot.defaultKind().isEmpty()) {
      problems.add(here, path + ".kind", "missing, and it has no default; the rule: one of " + String.join(", ", kinds)
          + "; add " + path + " { kind = ... }");
      return;
    }
    Object kind = given == null ? slot.defaultKind().orElseThrow() : given.unwrapped();
    if (!(kind instanceof String name) || !kinds.contains(name)) {
      problems.add(given.origin(), path + ".kind", "unknown kind " + Values.show(given)
          + Suggest.cure(String.valueOf(kind), kinds));
      return;
    }
    out.add(new SearchSpace.Leaf(path + ".kind", new Domain.Fixed(name)));
    boolean usual = slot.defaultKind().filter(name::equals).isPresent();
    Schema.Group schema = Schema.of(catalogue.component(slot.axis(), name).settings());
    Map<String, String> defaults = usual ? slot.defaults() : Map.of();
    if (object != null) {
      List<String> known = new ArrayList<>(List.of("kind"));
      known.addAll(schema.children().keySet());
      checkKeys(object, path, known);
    }
    schema.children().forEach((key, child) ->
        child(child, path + "." + key, object == null ? null : object.get(key), here, defaults, out));
  }

  private static SearchSpace.Group sorted(List<SearchSpace.Node> nodes) {
    return new SearchSpace.Group(nodes.stream().sorted(Comparator.comparing(SpaceReader::path)).toList());
  }

  private static String path(SearchSpace.Node node) {
    return node instanceof SearchSpace.Leaf leaf ? leaf.path() : ((SearchSpace.Fork) node).slot();
  }
}
