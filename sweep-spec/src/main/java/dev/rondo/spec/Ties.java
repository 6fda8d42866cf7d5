package dev.rondo.spec;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Checks that each {@code same} finds a value, in every trial in which it stands, that is legal for its setting. */
final class Ties {
  private record Tie(String path, String target, Setting setting, ConfigOrigin origin) {}

  private final List<Tie> ties = new ArrayList<>();

  /** All that a path is tied to: more than one when options of a choice tie it differently. */
  private final Map<String, Set<String>> targets = new TreeMap<>();

  void add(String path, String target, Setting setting, ConfigOrigin origin) {
    ties.add(new Tie(path, target, setting, origin));
    targets.computeIfAbsent(path, key -> new TreeSet<>()).add(target);
  }

  void check(SearchSpace space, Problems problems) {
    Map<String, List<Domain>> domains = new TreeMap<>();
    collect(space.root(), domains);
    boolean endless = false;
    for (Tie tie : ties) {
      if (!domains.containsKey(tie.target())) {
        Optional<String> near = Suggest.nearest(tie.target(), domains.keySet());
        problems.add(tie.origin(), tie.path(), "same = " + Values.shorten(tie.target())
            + " names no setting of this variant"
            + near.map(path -> "; did you mean \"" + path + "\"?").orElse("; write its full dotted path"));
      } else if (leadsTo(tie.target(), tie.path(), new TreeSet<>())) {
        endless = true;
        problems.add(tie.origin(), tie.path(), "same = " + tie.target()
            + " leads back to itself; a tie must end at a setting"
            + " with a value of its own; give one of them a value");
      } else if (!alwaysThere(space.root(), List.of(), tie)) {
        problems.add(tie.origin(), tie.path(), "same = " + tie.target() + " does not exist in every trial that has "
            + tie.path() + "; tie within one component, or to a setting outside of any choice");
      }
    }
    if (!endless) {
      ties.forEach(tie -> checkLegal(tie, tie.target(), domains, problems));
    }
  }

  private static void collect(SearchSpace.Node node, Map<String, List<Domain>> domains) {
    if (node instanceof SearchSpace.Group group) {
      group.children().forEach(child -> collect(child, domains));
    } else if (node instanceof SearchSpace.Fork fork) {
      fork.options().forEach(option -> collect(option, domains));
    } else if (node instanceof SearchSpace.Leaf leaf && !leaf.path().endsWith(".kind")) {
      domains.computeIfAbsent(leaf.path(), key -> new ArrayList<>()).add(leaf.domain());
    }
  }

  private boolean leadsTo(String from, String to, Set<String> seen) {
    if (from.equals(to)) {
      return true;
    }
    if (!seen.add(from)) {
      return false;
    }
    return targets.getOrDefault(from, Set.of()).stream().anyMatch(next -> leadsTo(next, to, seen));
  }

  /** @param around the groups around the node: a trial that has the node has them all */
  private static boolean alwaysThere(SearchSpace.Node node, List<SearchSpace.Group> around, Tie tie) {
    if (node instanceof SearchSpace.Leaf leaf) {
      boolean tied = leaf.path().equals(tie.path()) && leaf.domain().equals(new Domain.Same(tie.target()));
      return !tied || around.stream().anyMatch(group -> surelyHas(group, tie.target()));
    }
    if (node instanceof SearchSpace.Fork fork) {
      return fork.options().stream().allMatch(option -> alwaysThere(option, around, tie));
    }
    SearchSpace.Group group = (SearchSpace.Group) node;
    List<SearchSpace.Group> wider = new ArrayList<>(around);
    wider.add(group);
    return group.children().stream().allMatch(child -> alwaysThere(child, wider, tie));
  }

  private static boolean surelyHas(SearchSpace.Node node, String path) {
    if (node instanceof SearchSpace.Leaf leaf) {
      return leaf.path().equals(path);
    }
    if (node instanceof SearchSpace.Fork fork) {
      return fork.options().stream().allMatch(option -> surelyHas(option, path));
    }
    return ((SearchSpace.Group) node).children().stream().anyMatch(child -> surelyHas(child, path));
  }

  private static void checkLegal(Tie tie, String source, Map<String, List<Domain>> domains, Problems problems) {
    for (Domain domain : domains.getOrDefault(source, List.of())) {
      if (domain instanceof Domain.Same same) {
        checkLegal(tie, same.path(), domains, problems);
        continue;
      }
      for (String text : extremes(domain)) {
        if (!legal(tie.setting(), text)) {
          problems.add(tie.origin(), tie.path(), "same = " + tie.target() + " can give " + Values.shorten(text)
              + ", which is not legal here; the rule: " + tie.setting().legal()
              + "; narrow the other's domain, or untie");
          return;
        }
      }
    }
  }

  private static List<String> extremes(Domain domain) {
    return domain instanceof Domain.Choice choice
        ? choice.values()
        : List.of(domain.draw(0), domain.draw(Math.nextDown(1.0)));
  }

  /** Whether a canonical text is a canonical text of the setting too; 3 and 3.0 are not the same. */
  private static boolean legal(Setting setting, String text) {
    try {
      ConfigValue value = setting.type() == Setting.Type.TEXTS
          ? ConfigFactory.parseString("v = " + Canonical.json(text)).root().get("v")
          : ConfigValueFactory.fromAnyRef(text);
      return Values.read(setting, value).equals(text);
    } catch (Mistake mistake) {
      return false;
    }
  }
}
