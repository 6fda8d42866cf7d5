package dev.rondo.spec;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads and checks the catalogue. A mistake in it is a programming error: an IllegalStateException that says where. */
final class CatalogueReader {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final Pattern PATH = Pattern.compile(NAME + "(\\." + NAME + ")*");
  private static final Set<String> PARTS = Set.of("section", "slot", "axis", "metric", "form");
  private static final Set<String> ATTRIBUTES =
      Set.of("type", "default", "min", "max", "above", "below", "choice", "none", "quiet", "live", "unit", "doc");

  Catalogue read(Config config) {
    ConfigObject root = object(config.root(), "rondo");
    keys(root, "rondo", PARTS);

    SortedMap<String, SortedMap<String, Catalogue.Component>> axes = new TreeMap<>();
    ConfigObject axisBlock = object(root, "axis");
    for (String axis : axisBlock.keySet()) {
      SortedMap<String, Catalogue.Component> kinds = new TreeMap<>();
      ConfigObject kindBlock = object(axisBlock, axis);
      kindBlock.keySet().forEach(kind -> kinds.put(kind, component(axis, kind, object(kindBlock, kind))));
      axes.put(name(axis, axisBlock), kinds);
    }

    SortedMap<String, Catalogue.Section> sections = new TreeMap<>();
    ConfigObject sectionBlock = object(root, "section");
    for (String name : sectionBlock.keySet()) {
      ConfigObject section = object(sectionBlock, name);
      keys(section, "section." + name, Set.of("doc", "settings"));
      String where = "section." + name(name, sectionBlock);
      sections.put(name, new Catalogue.Section(name, text(section, "doc", ""), settings(section, where)));
    }

    SortedMap<String, Catalogue.Slot> slots = new TreeMap<>();
    ConfigObject slotBlock = object(root, "slot");
    slotBlock.keySet().forEach(path -> slots.put(path, slot(path, object(slotBlock, path), axes)));

    SortedMap<String, String> metrics = new TreeMap<>();
    ConfigObject metricBlock = object(root, "metric");
    for (String metric : metricBlock.keySet()) {
      require(metric.startsWith("valid."), "metric." + metric,
          "a sweep selects by validation: call it valid.something");
      metrics.put(metric, text(object(metricBlock, metric), "doc", ""));
    }
    return new Catalogue(sections, slots, axes, metrics, forms(root));
  }

  private static List<Catalogue.Form> forms(ConfigObject root) {
    List<Catalogue.Form> forms = new ArrayList<>();
    ConfigObject block = object(root, "form");
    for (String name : new TreeSet<>(block.keySet())) {
      ConfigObject form = object(block, name);
      keys(form, "form." + name, Set.of("name", "paper", "kind", "spec", "doc"));
      for (String key : form.keySet()) {
        require(!text(form, key, "").isBlank(), "form." + name + "." + key, "is empty");
      }
      forms.add(new Catalogue.Form(
          text(form, "name", name), text(form, "paper", ""), text(form, "kind", ""), text(form, "spec", ""), text(form, "doc", "")));
    }
    return forms;
  }

  private Catalogue.Component component(String axis, String kind, ConfigObject block) {
    String where = "axis." + axis + "." + kind;
    require(NAME.matcher(kind).matches(), where, "a kind must match " + NAME);
    keys(block, where, Set.of("name", "doc", "paper", "settings"));
    String doc = text(block, "doc", "");
    require(!doc.isBlank(), where, "needs a doc");
    List<Setting> settings = settings(block, where);
    return new Catalogue.Component(axis, kind, text(block, "name", kind), doc, text(block, "paper", ""), settings);
  }

  private Catalogue.Slot slot(
      String path, ConfigObject block, SortedMap<String, SortedMap<String, Catalogue.Component>> axes) {
    String where = "slot." + path;
    require(PATH.matcher(path).matches(), where, "a path must match " + PATH);
    keys(block, where, Set.of("axis", "default", "quiet"));
    boolean quiet = block.containsKey("quiet") && block.toConfig().getBoolean("quiet");
    String axis = text(block, "axis", path);
    require(axes.containsKey(axis), where, "there is no axis " + axis + "; known: " + axes.keySet());
    if (!block.containsKey("default")) {
      return new Catalogue.Slot(path, axis, Optional.empty(), new TreeMap<>(), quiet);
    }
    Config defaults = object(block, "default").toConfig();
    require(defaults.hasPath("kind"), where, "the default needs a kind");
    String kind = defaults.getString("kind");
    Catalogue.Component component = axes.get(axis).get(kind);
    require(component != null, where, "there is no " + axis + " of kind " + kind);
    SortedMap<String, String> texts = new TreeMap<>();
    Set<String> left = new TreeSet<>();
    defaults.entrySet().forEach(entry -> left.add(entry.getKey()));
    left.remove("kind");
    for (Setting setting : component.settings()) {
      if (left.remove(setting.name())) {
        texts.put(setting.name(), value(setting, defaults.getValue(setting.name()), where));
      }
    }
    require(left.isEmpty(), where, kind + " has no setting " + left);
    require(!quiet || kind.equals(Setting.NONE), where, "a quiet slot has the default kind none");
    return new Catalogue.Slot(path, axis, Optional.of(kind), texts, quiet);
  }

  /** In the order of the lines on which they are declared; by name where that is equal. */
  private List<Setting> settings(ConfigObject owner, String where) {
    ConfigObject block = object(owner, "settings");
    List<Setting> settings = new ArrayList<>();
    block.entrySet().stream()
        .sorted(Comparator.<Map.Entry<String, ConfigValue>>comparingInt(entry -> entry.getValue().origin().lineNumber())
            .thenComparing(Map.Entry::getKey))
        .forEach(entry -> flatten(entry.getKey(), object(block, entry.getKey()), where, settings));
    return settings;
  }

  /** {@code stop.patience { type = ... }} arrives as an object in an object. */
  private void flatten(String name, ConfigObject block, String where, List<Setting> settings) {
    boolean attributes = block.containsKey("type") && !(block.get("type") instanceof ConfigObject);
    if (attributes) {
      settings.add(setting(name, block, where + "." + name));
    } else {
      require(!block.isEmpty(), where + "." + name, "needs a type");
      block.keySet().stream().sorted().forEach(key -> flatten(name + "." + key, object(block, key), where, settings));
    }
  }

  private Setting setting(String name, ConfigObject block, String where) {
    require(PATH.matcher(name).matches(), where, "a setting's name must match " + PATH);
    for (String part : name.split("\\.", -1)) {
      require(!part.equals("kind") && !DomainReader.MAKERS.contains(part), where, part + " is a reserved word");
    }
    keys(block, where, ATTRIBUTES);
    Config attributes = block.toConfig();
    Setting.Type type = type(text(block, "type", ""), where);
    boolean numeric = type == Setting.Type.INT || type == Setting.Type.NUMBER;
    boolean words = type == Setting.Type.TEXT || type == Setting.Type.TEXTS;
    List<String> choice = new ArrayList<>();
    if (attributes.hasPath("choice")) {
      require(words, where, "choice is for text and texts");
      choice.addAll(attributes.getStringList("choice"));
      require(!choice.isEmpty(), where, "the choice is empty");
    }
    boolean none = attributes.hasPath("none") && attributes.getBoolean("none");
    boolean quiet = attributes.hasPath("quiet") && attributes.getBoolean("quiet");
    boolean live = attributes.hasPath("live") && attributes.getBoolean("live");
    require(!quiet || (none && text(block, "default", "").equals(Setting.NONE)), where,
        "a quiet setting has the default none");
    String doc = text(block, "doc", "");
    require(!doc.isBlank(), where, "needs a doc");
    Setting setting = new Setting(
        name, type, Optional.empty(), limits(attributes, type, numeric, where), choice, none, quiet,
        live, text(block, "unit", ""), doc);
    if (!attributes.hasPath("default")) {
      return setting;
    }
    String defaultText = value(setting, attributes.getValue("default"), where);
    return new Setting(
        name, type, Optional.of(defaultText), setting.limits(), choice, none, quiet, live, setting.unit(), setting.doc());
  }

  private static Setting.Type type(String text, String where) {
    for (Setting.Type type : Setting.Type.values()) {
      if (type.name().toLowerCase(Locale.ROOT).equals(text)) {
        return type;
      }
    }
    throw wrong(where, "the type " + text + " is none of int, number, flag, text, texts, overlays");
  }

  private static Setting.Limits limits(Config attributes, Setting.Type type, boolean numeric, String where) {
    boolean low = attributes.hasPath("min");
    boolean above = attributes.hasPath("above");
    boolean high = attributes.hasPath("max");
    boolean below = attributes.hasPath("below");
    require(numeric || !(low || above || high || below), where, "only numbers have limits");
    require(!(low && above) && !(high && below), where, "has two limits on one side");
    if (!numeric) {
      return Setting.Limits.ANY;
    }
    // Ints are read as Java ints, unless the catalogue says how far they go.
    boolean whole = type == Setting.Type.INT;
    double least = whole ? Integer.MIN_VALUE : Double.NEGATIVE_INFINITY;
    double most = whole ? Integer.MAX_VALUE : Double.POSITIVE_INFINITY;
    Setting.Limits limits = new Setting.Limits(
        low ? attributes.getDouble("min") : above ? attributes.getDouble("above") : least,
        low || (!above && whole),
        high ? attributes.getDouble("max") : below ? attributes.getDouble("below") : most,
        high || (!below && whole));
    require(limits.low() <= limits.high(), where, "the limits are inverted");
    require(!whole || Math.max(Math.abs(limits.low()), Math.abs(limits.high())) <= Domain.Form.LARGEST_INT, where,
        "ints go to 2^53");
    return limits;
  }

  private static String value(Setting setting, ConfigValue value, String where) {
    try {
      return Values.read(setting, value);
    } catch (Mistake mistake) {
      throw wrong(where + ": default of " + setting.name(), mistake.getMessage());
    }
  }

  private static ConfigObject object(ConfigObject parent, String key) {
    ConfigValue value = parent.get(key);
    if (value == null) {
      return ConfigFactory.empty().root();
    }
    if (value instanceof ConfigObject object) {
      return object;
    }
    throw wrong(value.origin().description() + ": " + key, "must be an object");
  }

  private static String text(ConfigObject block, String key, String otherwise) {
    ConfigValue value = block.get(key);
    require(value == null || !(value instanceof ConfigObject || value instanceof ConfigList), key, "must be text");
    return value == null ? otherwise : String.valueOf(value.unwrapped());
  }

  private static String name(String name, ConfigObject block) {
    require(NAME.matcher(name).matches(), block.origin().description() + ": " + name, "a name must match " + NAME);
    return name;
  }

  private static void keys(ConfigObject block, String where, Set<String> known) {
    for (String key : block.keySet()) {
      require(known.contains(key), block.origin().description() + ": " + where, "unknown key " + key);
    }
  }

  private static void require(boolean holds, String where, String rule) {
    if (!holds) {
      throw wrong(where, rule);
    }
  }

  private static IllegalStateException wrong(String where, String rule) {
    return new IllegalStateException("catalogue (reference.conf): " + where + ": " + rule);
  }
}
