package dev.rondo.spec;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Every setting of one variant with its domain: a tree, because a domain inside a component exists only when that
 * component is chosen. Points are made one by one, by index, so a space of any size takes the memory of its
 * description.
 */
public final class SearchSpace {
  /** A part of the tree. */
  public sealed interface Node permits Leaf, Group, Fork {}

  /**
   * A setting, at its full dotted path.
   *
   * @param live see {@link Setting#live()}
   */
  public record Leaf(String path, Domain domain, boolean live) implements Node {
    /** One that no trial changes on its way. */
    public Leaf(String path, Domain domain) {
      this(path, domain, false);
    }
  }

  /** Parts that all exist together, in the order of their paths. */
  public record Group(List<Node> children) implements Node {
    public Group {
      children = List.copyOf(children);
    }
  }

  /** A slot with a choice of components: exactly one of the options exists in a trial. */
  public record Fork(String slot, List<Group> options) implements Node {
    public Fork {
      options = List.copyOf(options);
      if (options.isEmpty()) {
        throw new IllegalArgumentException(slot + " needs an option");
      }
    }
  }

  /**
   * A line of the table of ranges.
   *
   * @param path dotted path of the setting, or of the slot where components are chosen
   * @param domain for people, see {@link Domain#text()}
   * @param only empty, or the component on which the setting depends, as in {@code perturbation = dropconnect}
   */
  public record Swept(String path, String domain, String only) {}

  private final Group root;

  public SearchSpace(Group root) {
    this.root = root;
  }

  public Group root() {
    return root;
  }

  /**
   * How many points a full grid has: the product over settings, with the sum over the components of a choice.
   *
   * @throws IllegalStateException when a continuous domain has no steps; the reader of specs refuses such a grid
   */
  public BigInteger gridSize() {
    return size(root);
  }

  /**
   * The grid's point at an index. Settings count like the digits of a number whose last digit, the last path in
   * alphabetical order, changes fastest.
   *
   * @param index 0 <= index < gridSize()
   */
  public SortedMap<String, String> gridPoint(long index) {
    if (index < 0 || BigInteger.valueOf(index).compareTo(gridSize()) >= 0) {
      throw new IndexOutOfBoundsException("point " + index + " of a grid of " + gridSize());
    }
    Point point = new Point();
    pick(root, index, point);
    return point.tied();
  }

  /**
   * The random point at an index. Each value hangs on the seed, the variant, the index and its own path alone: any
   * index can be made without the ones before it, and a further setting changes no other draw.
   */
  public SortedMap<String, String> draw(long sweepSeed, String variant, long index) {
    Point point = new Point();
    draw(root, sweepSeed, Seeds.of(0, variant), index, point);
    return point.tied();
  }

  /** The domain of a setting that every trial has; empty when it has none, or only with some components. */
  public Optional<Domain> domain(String path) {
    for (Node child : root.children()) {
      if (child instanceof Leaf leaf && leaf.path().equals(path)) {
        return Optional.of(leaf.domain());
      }
    }
    return Optional.empty();
  }

  /** The domains that differ between trials, and the ties, in the order of the tree. */
  public List<Swept> swept() {
    List<Swept> lines = new ArrayList<>();
    list(root, "", lines);
    return List.copyOf(lines);
  }

  private static BigInteger size(Node node) {
    if (node instanceof Leaf leaf) {
      long size = leaf.domain().size();
      if (size == Domain.CONTINUOUS) {
        throw new IllegalStateException(leaf.path() + " is continuous and has no steps: no grid");
      }
      return BigInteger.valueOf(size);
    }
    BigInteger size;
    if (node instanceof Fork fork) {
      size = BigInteger.ZERO;
      for (Group option : fork.options()) {
        size = size.add(size(option));
      }
    } else {
      size = BigInteger.ONE;
      for (Node child : ((Group) node).children()) {
        size = size.multiply(size(child));
      }
    }
    return size;
  }

  /** As size, but nothing above Long.MAX_VALUE: an index, which is a long, never gets beyond. */
  private static long cappedSize(Node node) {
    if (node instanceof Leaf leaf) {
      return leaf.domain().size();
    }
    BigInteger size = size(node);
    return size.bitLength() > Long.SIZE - 1 ? Long.MAX_VALUE : size.longValueExact();
  }

  private static void pick(Node node, long index, Point point) {
    if (node instanceof Leaf leaf) {
      point.put(leaf, domain -> domain.at(index));
    } else if (node instanceof Fork fork) {
      long rest = index;
      int option = 0;
      while (rest >= cappedSize(fork.options().get(option))) {
        rest -= cappedSize(fork.options().get(option));
        option++;
      }
      pick(fork.options().get(option), rest, point);
    } else {
      List<Node> children = ((Group) node).children();
      long rest = index;
      for (int i = children.size() - 1; i >= 0; i--) {
        long size = cappedSize(children.get(i));
        pick(children.get(i), rest % size, point);
        rest /= size;
      }
    }
  }

  private static void draw(Node node, long seed, long variant, long index, Point point) {
    if (node instanceof Leaf leaf) {
      point.put(leaf, domain -> domain.draw(unit(seed, variant, index, leaf.path())));
    } else if (node instanceof Fork fork) {
      double u = unit(seed, variant, index, fork.slot());
      draw(fork.options().get((int) (u * fork.options().size())), seed, variant, index, point);
    } else {
      for (Node child : ((Group) node).children()) {
        draw(child, seed, variant, index, point);
      }
    }
  }

  /** The number in [0, 1) from which a draw takes what stands at a path. */
  static double unit(long seed, long variant, long index, String path) {
    return Seeds.unit(seed, "draw", variant, index, Seeds.of(0, path));
  }

  private static void list(Node node, String only, List<Swept> lines) {
    if (node instanceof Leaf leaf) {
      if (!(leaf.domain() instanceof Domain.Fixed)) {
        lines.add(new Swept(leaf.path(), leaf.domain().text(), only));
      }
    } else if (node instanceof Fork fork) {
      List<String> kinds = fork.options().stream().map(option -> kind(fork, option)).toList();
      lines.add(new Swept(fork.slot(), "choice [" + String.join(", ", kinds) + "]", only));
      for (int i = 0; i < kinds.size(); i++) {
        // Two options of one kind are told apart by their place in the choice.
        boolean alone = kinds.indexOf(kinds.get(i)) == kinds.lastIndexOf(kinds.get(i));
        list(fork.options().get(i), fork.slot() + " = " + kinds.get(i) + (alone ? "" : " (" + (i + 1) + ")"), lines);
      }
    } else {
      ((Group) node).children().forEach(child -> list(child, only, lines));
    }
  }

  private static String kind(Fork fork, Group option) {
    for (Node child : option.children()) {
      if (child instanceof Leaf leaf && leaf.path().equals(fork.slot() + ".kind")) {
        return leaf.domain().text();
      }
    }
    throw new IllegalStateException("an option of " + fork.slot() + " has no kind");
  }
}
