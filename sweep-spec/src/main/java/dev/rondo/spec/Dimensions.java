package dev.rondo.spec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A search space as coordinates in [0, 1): one for each domain and each choice of components, in the order of the tree.
 * A domain takes its value from its coordinate as it does from a random number, so that evenly drawn coordinates are an
 * independent draw and a logarithmic range is even in its coordinate. What depends on a component that was not chosen
 * has no coordinate: NaN.
 */
public final class Dimensions {
  /**
   * One coordinate.
   *
   * @param path of the setting, or of the slot where components are chosen
   * @param categories how many values without an order there are, at least 2; 0 for a range of numbers
   * @param parent index of the choice of components on which this depends; -1 when it is always there
   * @param option which component that must be
   */
  public record Dimension(String path, int categories, int parent, int option) {
    /** The category of a coordinate. */
    public int category(double u) {
      return Math.min(categories - 1, (int) (u * categories));
    }
  }

  /** @param dimension of its coordinate; -1 when it has one value only */
  private record Setting(SearchSpace.Leaf leaf, int dimension, int parent, int option) {}

  private final List<Dimension> all = new ArrayList<>();
  private final List<Setting> settings = new ArrayList<>();
  /** Tied settings: path to the paths that it may be tied to. */
  private final Map<String, Set<String>> ties = new TreeMap<>();
  /** Paths of settings that stay as they are while a trial trains. */
  private final Set<String> fixed = new TreeSet<>();

  public Dimensions(SearchSpace space) {
    walk(space.root(), -1, 0);
    // A setting that another is tied to cannot change where that one cannot.
    Deque<String> left = new ArrayDeque<>(fixed);
    while (!left.isEmpty()) {
      for (String target : ties.getOrDefault(left.remove(), Set.of())) {
        if (fixed.add(target)) {
          left.add(target);
        }
      }
    }
  }

  private void walk(SearchSpace.Node node, int parent, int option) {
    if (node instanceof SearchSpace.Leaf leaf) {
      Domain domain = leaf.domain();
      if (domain instanceof Domain.Same same) {
        ties.computeIfAbsent(leaf.path(), path -> new TreeSet<>()).add(same.path());
      }
      if (!leaf.live()) {
        fixed.add(leaf.path());
      }
      boolean one = domain instanceof Domain.Fixed || domain instanceof Domain.Same || domain.size() == 1;
      settings.add(new Setting(leaf, one ? -1 : all.size(), parent, option));
      if (!one) {
        all.add(new Dimension(leaf.path(), domain instanceof Domain.Choice ? (int) domain.size() : 0, parent, option));
      }
    } else if (node instanceof SearchSpace.Group group) {
      group.children().forEach(child -> walk(child, parent, option));
    } else {
      SearchSpace.Fork fork = (SearchSpace.Fork) node;
      int options = fork.options().size();
      if (options == 1) {
        walk(fork.options().get(0), parent, option);
        return;
      }
      int self = all.size();
      all.add(new Dimension(fork.slot(), options, parent, option));
      for (int i = 0; i < options; i++) {
        walk(fork.options().get(i), self, i);
      }
    }
  }

  /** A choice of components stands before what depends on it. */
  public List<Dimension> all() {
    return List.copyOf(all);
  }

  public int size() {
    return all.size();
  }

  /** Whether a dimension exists beside the coordinates of those before it. */
  public boolean exists(int dimension, double[] u) {
    Dimension d = all.get(dimension);
    return exists(d.parent(), d.option(), u);
  }

  private boolean exists(int parent, int option, double[] u) {
    return parent < 0 || (!Double.isNaN(u[parent]) && all.get(parent).category(u[parent]) == option);
  }

  /** Sets to NaN what does not exist; returns its argument. */
  public double[] prune(double[] u) {
    for (int i = 0; i < u.length; i++) {
      if (!exists(i, u)) {
        u[i] = Double.NaN;
      }
    }
    return u;
  }

  /** Whether a trial that goes on from a checkpoint can have another coordinate here: that of a setting that is live. */
  public boolean live(int dimension) {
    return settings.stream().anyMatch(s -> s.dimension() == dimension && !fixed.contains(s.leaf().path()));
  }

  /** The coordinate beside another, as {@link Domain#scaled} has it; for a dimension that is live. */
  public double scaled(int dimension, double u, double factor) {
    Setting setting = settings.stream().filter(s -> s.dimension() == dimension).findFirst().orElseThrow();
    return setting.leaf().domain().scaled(u, factor);
  }

  /** The coordinates of {@link SearchSpace#draw} with the same arguments. */
  public double[] draw(long sweepSeed, String variant, long index) {
    double[] u = new double[all.size()];
    Arrays.setAll(u, i -> SearchSpace.unit(sweepSeed, Seeds.of(0, variant), index, all.get(i).path()));
    return prune(u);
  }

  /**
   * The trial's settings at some coordinates.
   *
   * @param u [size()], each in [0, 1); coordinates that do not exist are not looked at
   */
  public SortedMap<String, String> point(double[] u) {
    double[] pruned = prune(u.clone());
    Point point = new Point();
    for (Setting setting : settings) {
      if (exists(setting.parent(), setting.option(), pruned)) {
        point.put(
            setting.leaf(),
            domain -> setting.dimension() < 0 ? domain.at(0) : domain.draw(pruned[setting.dimension()]));
      }
    }
    return point.tied();
  }
}
