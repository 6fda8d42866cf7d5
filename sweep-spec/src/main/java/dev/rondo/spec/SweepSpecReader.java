package dev.rondo.spec;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Reads a spec: HOCON text, with its includes, substitutions and overrides, to a {@link SweepSpec} in which every value
 * has been checked against the catalogue. All mistakes are told at once.
 */
public final class SweepSpecReader {
  static final String VARIANTS = "variants";
  private static final String GRID = "grid";
  private static final String FIRST = "first";

  /** The parts of a spec that say nothing about a single trial. */
  static final Set<String> ABOUT_THE_SWEEP = Set.of(Catalogue.SWEEP, Catalogue.RUN, Catalogue.SEARCH, VARIANTS);

  private static final String ONLY_VARIANT = "default";
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]+");
  private static final int LONGEST_NAME = 100;

  /** The environment is left out: the same spec must mean the same on every machine. */
  private static final ConfigResolveOptions RESOLVE = ConfigResolveOptions.noSystem();

  private final Catalogue catalogue;
  private final Problems problems = new Problems();

  private SweepSpecReader(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * Reads a spec against the catalogue on the class path.
   *
   * @param overrides dotted path to HOCON text, as given by {@code --set path=value}; they win over the file, its
   *     variants included
   * @throws SpecException when anything is wrong: all mistakes, each with file and line, path, rule and cure
   */
  public static SweepSpec read(Path file, Map<String, String> overrides) throws SpecException {
    return read(file, overrides, Catalogue.load());
  }

  /** Reads a spec against a given catalogue. */
  public static SweepSpec read(Path file, Map<String, String> overrides, Catalogue catalogue) throws SpecException {
    return new SweepSpecReader(catalogue).readAll(file, overrides);
  }

  private SweepSpec readAll(Path file, Map<String, String> overrides) throws SpecException {
    HoconFile hocon = new HoconFile();
    Config text = hocon.read(file);
    Config sets = ConfigFactory.empty("--set");
    for (Map.Entry<String, String> override : overrides.entrySet()) {
      sets = HoconFile.override(override.getKey(), override.getValue()).withFallback(sets);
    }
    SweepSpec result;
    try {
      Overlay overlay = new Overlay(catalogue);
      ConfigObject merged = sets.withFallback(text).resolve(RESOLVE).root();
      ConfigObject before = text.resolve(RESOLVE.setAllowUnresolved(true)).root();
      ConfigObject whole = overlay.lay(sets.root(), merged, before);
      result = build(overlay, whole, Overlay.values(sets.root(), merged), new VariantOrder(hocon.files()));
    } catch (ConfigException e) {
      throw HoconFile.notHocon(e, file.toString());
    }
    if (result == null || !problems.none()) {
      throw problems.exception();
    }
    return result;
  }

  /** @param sets what the command line set, which wins over the variants too */
  private SweepSpec build(Overlay overlay, ConfigObject whole, ConfigObject sets, VariantOrder order) {
    ConfigObject base = whole.withoutKey(VARIANTS);

    SpaceReader sweepReader = new SpaceReader(catalogue, problems, SpaceReader.Sweeping.NONE);
    Params sweep = Params.of(sweepReader.readFixed(Catalogue.SWEEP, base));
    SortedMap<String, String> run = sweepReader.readFixed(Catalogue.RUN, base);
    String search = sweepReader.readFixed(Catalogue.SEARCH, base).get("kind");
    checkSweep(sweep, base);

    List<SweepSpec.Variant> variants = new ArrayList<>();
    for (Map.Entry<String, ConfigObject> variant : overlays(whole, order).entrySet()) {
      ConfigObject laid = overlay.lay(sets.withoutKey(VARIANTS), overlay.lay(variant.getValue(), base));
      SortedMap<String, String> settings = sweepReader.readFixed(Catalogue.SEARCH, laid);
      if (search != null && !search.equals(settings.get("kind"))) {
        problems.add(variant.getValue().origin(), VARIANTS + "." + variant.getKey() + ".search.kind",
            "a sweep has one kind of search, " + search + "; a variant may change its settings only; leave the kind"
            + " out");
      }
      SpaceReader reader = new SpaceReader(
          catalogue, problems, enumerates(settings) ? SpaceReader.Sweeping.GRID : SpaceReader.Sweeping.RANDOM);
      SearchSpace space = reader.read(laid);
      if (problems.none()) {
        SearchRules.check(settings, space, (ConfigObject) laid.get(Catalogue.SEARCH), problems);
      }
      List<SearchSpace> first = first(laid, settings, given -> overlay.lay(sets, overlay.lay(given, laid)));
      variants.add(new SweepSpec.Variant(variant.getKey(), space, settings, first));
    }
    if (!problems.none()) {
      return null;
    }
    checkGridSize(variants.stream().filter(variant -> enumerates(variant.search())).toList(), whole);
    return new SweepSpec(
        sweep.text("name"),
        Long.parseLong(sweep.text("seed")),
        sweep.text("metric"),
        sweep.text("goal").equals(Goal.MINIMIZE.text()) ? Goal.MINIMIZE : Goal.MAXIMIZE,
        search,
        variants,
        run);
  }

  /** Whether a search visits every point of a space. */
  private static boolean enumerates(Map<String, String> search) {
    return GRID.equals(search.get("kind")) || GRID.equals(search.get("over"));
  }

  /**
   * The spaces of the trials that {@code search.first} gives.
   *
   * @param spec lays one of them over the rest
   */
  private List<SearchSpace> first(
      ConfigObject laid, Map<String, String> search, UnaryOperator<ConfigObject> spec) {
    List<SearchSpace> spaces = new ArrayList<>();
    if (search.containsKey(FIRST)) {
      for (ConfigValue given : ((ConfigObject) laid.get(Catalogue.SEARCH)).toConfig().getList(FIRST)) {
        ConfigObject overlay = (ConfigObject) given;
        for (String key : ABOUT_THE_SWEEP) {
          if (overlay.containsKey(key)) {
            problems.add(overlay.get(key).origin(), Catalogue.SEARCH + "." + FIRST + "." + key,
                "says nothing about a single trial; a configuration has settings of a trial only; leave it out");
            overlay = overlay.withoutKey(key);
          }
        }
        spaces.add(new SpaceReader(catalogue, problems, SpaceReader.Sweeping.RANDOM).read(spec.apply(overlay)));
      }
    }
    return spaces;
  }

  private void checkSweep(Params sweep, ConfigObject base) {
    if (sweep.has("name")) {
      checkName(sweep.text("name"), value(base, "name"), "sweep.name");
    }
    if (sweep.has("metric") && !catalogue.metrics().containsKey(sweep.text("metric"))) {
      String metric = sweep.text("metric");
      boolean loss = metric.startsWith("test.") || metric.startsWith("train.");
      problems.add(value(base, "metric").origin(), "sweep.metric", loss
          ? metric + " cannot select; the best configuration is chosen by validation only, or its test figure would be"
              + " flattered; take valid.loss"
          : "unknown metric \"" + Values.shorten(metric) + "\"" + Suggest.cure(metric, catalogue.metrics().keySet()));
    }
  }

  private static ConfigValue value(ConfigObject base, String setting) {
    return base.toConfig().getValue(Catalogue.SWEEP + "." + setting);
  }

  private void checkName(String name, ConfigValue where, String path) {
    if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
      problems.add(where.origin(), path, "\"" + Values.shorten(name)
          + "\" is not a name; names have lower-case letters, digits"
          + " and hyphens, at most " + LONGEST_NAME + " of them, since files and columns are called so; rename it");
    }
  }

  /** The variants' overlays in the order of the file. */
  private Map<String, ConfigObject> overlays(ConfigObject whole, VariantOrder order) {
    ConfigValue block = whole.get(VARIANTS);
    if (block == null) {
      return Map.of(ONLY_VARIANT, ConfigFactory.empty().root());
    }
    if (!(block instanceof ConfigObject object) || object.isEmpty()) {
      problems.add(block.origin(), VARIANTS, Values.show(block)
          + " names no variant; write variants { name { ... } }, or leave"
          + " it out for a single one");
      return Map.of();
    }
    Map<String, ConfigObject> overlays = new LinkedHashMap<>();
    for (String name : order.sort(object)) {
      String path = VARIANTS + "." + Values.shorten(name);
      checkName(name, object.get(name), path);
      if (!(object.get(name) instanceof ConfigObject overlay)) {
        problems.add(object.get(name).origin(), path, Values.show(object.get(name)) + " is not an overlay; write "
            + path
            + " { ... } with the settings that differ");
        continue;
      }
      for (String key : List.of(Catalogue.SWEEP, Catalogue.RUN, VARIANTS)) {
        if (overlay.containsKey(key)) {
          problems.add(overlay.get(key).origin(), path + "." + key,
              "cannot differ between variants; it belongs to the whole"
              + " sweep; move it to the top level");
        }
      }
      overlays.put(name, overlay.withoutKey(Catalogue.SWEEP).withoutKey(Catalogue.RUN).withoutKey(VARIANTS));
    }
    return overlays;
  }

  private void checkGridSize(List<SweepSpec.Variant> variants, ConfigObject whole) {
    BigInteger all = BigInteger.ZERO;
    for (SweepSpec.Variant variant : variants) {
      all = all.add(variant.space().gridSize());
    }
    // Rounds are counted per variant and multiplied again, so leave room.
    if (all.bitLength() > Long.SIZE - 2) {
      problems.add(whole.get(Catalogue.SEARCH).origin(), "search.kind", "the grid has " + all
          + " points; at most 2^62 can be"
          + " counted; take fewer values or search at random");
    }
  }
}
