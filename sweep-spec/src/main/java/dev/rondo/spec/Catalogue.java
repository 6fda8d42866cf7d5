package dev.rondo.spec;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything a spec can say: the components of each axis, where components stand, and the settings of components and
 * sections, with types, defaults and legal values. It is declared under {@code rondo} in the {@code reference.conf} of
 * each module; this module knows components by these names alone, never their implementations.
 */
public final class Catalogue {
  /** The axis and the slot of the search strategies. */
  public static final String SEARCH = "search";

  /** The section with the sweep's own settings. */
  public static final String SWEEP = "sweep";

  /** The section about how trials are run, which changes no result. */
  public static final String RUN = "run";

  /**
   * Plain settings at a path of their own, such as {@code train}.
   *
   * @param doc empty when nothing was said
   * @param settings in the order in which they are declared
   */
  public record Section(String name, String doc, List<Setting> settings) {
    public Section {
      settings = List.copyOf(settings);
    }
  }

  /**
   * One kind of one axis.
   *
   * @param axis as in {@code cell}
   * @param kind as in {@code elman}
   * @param name for people
   * @param doc one sentence
   * @param paper where it is from, with the equation; empty when nowhere
   * @param settings in the order in which they are declared
   */
  public record Component(String axis, String kind, String name, String doc, String paper, List<Setting> settings) {
    public Component {
      settings = List.copyOf(settings);
    }
  }

  /**
   * Where a component stands.
   *
   * @param path as in {@code model.cell}
   * @param axis which components fit
   * @param defaultKind the component that stands here when the spec names none; empty when it must
   * @param defaults canonical texts by setting that replace the default kind's own defaults here
   * @param quiet whether trials whose spec does not name it go without it, which means the kind {@code none}
   */
  public record Slot(
      String path, String axis, Optional<String> defaultKind, SortedMap<String, String> defaults, boolean quiet) {
    public Slot {
      defaults = Collections.unmodifiableSortedMap(new TreeMap<>(defaults));
    }
  }

  /**
   * Something with a name of its own in the papers that is no component but settings of one.
   *
   * @param name for people
   * @param paper where it is from, with the equation
   * @param kind the axis where a reader would look for it, such as {@code cell}, or {@code analysis}
   * @param spec what a spec says to have it
   * @param doc one sentence
   */
  public record Form(String name, String paper, String kind, String spec, String doc) {}

  private final SortedMap<String, Section> sections;
  private final SortedMap<String, Slot> slots;
  private final SortedMap<String, SortedMap<String, Component>> axes;
  private final SortedMap<String, String> metrics;
  private final List<Form> forms;
  private final Schema.Group schema;

  Catalogue(
      SortedMap<String, Section> sections,
      SortedMap<String, Slot> slots,
      SortedMap<String, SortedMap<String, Component>> axes,
      SortedMap<String, String> metrics,
      List<Form> forms) {
    this.forms = List.copyOf(forms);
    this.sections = sections;
    this.slots = slots;
    this.axes = axes;
    this.metrics = metrics;
    this.schema = Schema.of(sections.values(), slots.values());
  }

  /**
   * Loads and merges every {@code reference.conf} on the class path.
   *
   * @throws IllegalStateException when one of them is wrong, which is a programming error
   */
  public static Catalogue load() {
    return load(ConfigFactory.parseResources(classLoader(), "reference.conf"));
  }

  /**
   * Reads the {@code rondo} block of a configuration; everything else in it is left alone.
   *
   * @throws IllegalStateException when it is wrong; the message says where
   */
  public static Catalogue load(Config config) {
    return new CatalogueReader().read(config.withOnlyPath("rondo").resolve());
  }

  /**
   * The thread's class loader where it leads to this very class: under Spark it also sees the jars of {@code --jars}.
   * Else the one that loaded this class.
   */
  private static ClassLoader classLoader() {
    ClassLoader own = Catalogue.class.getClassLoader();
    ClassLoader threads = Thread.currentThread().getContextClassLoader();
    try {
      return threads != null && threads.loadClass(Catalogue.class.getName()) == Catalogue.class ? threads : own;
    } catch (ClassNotFoundException e) {
      return own;
    }
  }

  /** In alphabetical order. */
  public List<Section> sections() {
    return List.copyOf(sections.values());
  }

  /** In the order of their paths. */
  public List<Slot> slots() {
    return List.copyOf(slots.values());
  }

  /** Names, in alphabetical order. */
  public List<String> axes() {
    return List.copyOf(axes.keySet());
  }

  /**
   * The components of an axis, in alphabetical order of their kinds.
   *
   * @throws IllegalArgumentException when there is no such axis
   */
  public List<Component> components(String axis) {
    return List.copyOf(axis(axis).values());
  }

  /** The kinds of an axis, in alphabetical order. */
  public List<String> kinds(String axis) {
    return List.copyOf(axis(axis).keySet());
  }

  /**
   * One component.
   *
   * @throws IllegalArgumentException when there is no such axis or kind
   */
  public Component component(String axis, String kind) {
    Component component = axis(axis).get(kind);
    if (component == null) {
      throw new IllegalArgumentException("no " + axis + " of kind " + kind + "; known: " + kinds(axis));
    }
    return component;
  }

  private SortedMap<String, Component> axis(String axis) {
    SortedMap<String, Component> components = axes.get(axis);
    if (components == null) {
      throw new IllegalArgumentException("no axis " + axis + "; known: " + axes());
    }
    return components;
  }

  /** What a sweep can select by: name of the metric to its doc. */
  public SortedMap<String, String> metrics() {
    return Collections.unmodifiableSortedMap(metrics);
  }

  /** In the order of their names in the file. */
  public List<Form> forms() {
    return forms;
  }

  Schema.Group schema() {
    return schema;
  }
}
