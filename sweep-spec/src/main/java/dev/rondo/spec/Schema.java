package dev.rondo.spec;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What may stand where in a spec: the catalogue as a tree of keys. */
sealed interface Schema {
  /** An object whose keys are known. */
  record Group(SortedMap<String, Schema> children) implements Schema {}

  /** A place for a value. */
  record Value(Setting setting) implements Schema {}

  /** A place for a component. */
  record Place(Catalogue.Slot slot) implements Schema {}

  /** The tree of a whole spec. */
  static Group of(Collection<Catalogue.Section> sections, Collection<Catalogue.Slot> slots) {
    Group root = new Group(new TreeMap<>());
    for (Catalogue.Section section : sections) {
      for (Setting setting : section.settings()) {
        put(root, section.name() + "." + setting.name(), new Value(setting));
      }
    }
    slots.forEach(slot -> put(root, slot.path(), new Place(slot)));
    return closed(root);
  }

  /** The tree of one component. */
  static Group of(List<Setting> settings) {
    Group root = new Group(new TreeMap<>());
    settings.forEach(setting -> put(root, setting.name(), new Value(setting)));
    return closed(root);
  }

  private static void put(Group root, String path, Schema what) {
    Group at = root;
    String[] keys = path.split("\\.", -1);
    for (int i = 0; i < keys.length - 1; i++) {
      if (!(at.children().computeIfAbsent(keys[i], key -> new Group(new TreeMap<>())) instanceof Group next)) {
        throw new IllegalStateException("catalogue: " + path + " stands below something that is not a section");
      }
      at = next;
    }
    if (at.children().putIfAbsent(keys[keys.length - 1], what) != null) {
      throw new IllegalStateException("catalogue: " + path + " is declared twice, or is a section as well");
    }
  }

  private static Group closed(Group group) {
    group.children().replaceAll((key, child) -> child instanceof Group inner ? closed(inner) : child);
    return new Group(Collections.unmodifiableSortedMap(group.children()));
  }
}
