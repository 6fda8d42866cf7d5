package dev.rondo.driver.chaos;

import dev.rondo.spec.SpecException;
import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.SweepSpecReader;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The sweeps that are hit: one spec, searched by each kind of search that meets interruptions in its own way. */
enum ChaosSweep {
  RANDOM("chaos.conf", Map.of("search.kind", "random", "search.trials", "3")),
  SUCCESSIVE_HALVING(
      "chaos.conf", Map.of("search.kind", "successive-halving", "search.trials", "6", "search.min-epochs", "2")),
  HYPERBAND("chaos.conf", Map.of("search.kind", "hyperband", "search.min-epochs", "6")),
  TPE("chaos.conf", Map.of("search.kind", "tpe", "search.trials", "5", "search.startup", "3", "search.round", "2")),
  PBT("chaos.conf", Map.of("search.kind", "pbt", "search.population", "4", "search.interval", "2")),
  /** Which of its trials go on depends on the order of arrival. */
  ASHA("chaos.conf", Map.of("search.kind", "asha", "search.trials", "5", "search.min-epochs", "2")),
  /** One long trial. */
  LONG("long.conf", Map.of());

  /** What takes turns. */
  static final List<ChaosSweep> ROTATION = List.of(RANDOM, SUCCESSIVE_HALVING, HYPERBAND, TPE, PBT, ASHA);

  private final String file;
  private final Map<String, String> overrides;

  ChaosSweep(String file, Map<String, String> overrides) {
    this.file = file;
    this.overrides = new TreeMap<>(overrides);
  }

  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private Path conf() {
    try {
      return Path.of(ChaosSweep.class.getResource(file).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  SweepSpec spec() throws SpecException {
    return SweepSpecReader.read(conf(), overrides);
  }

  /** Whether the tables of two runs are equal; else the trials are, and each goes as far as the search let it. */
  boolean repeatable() {
    return this != ASHA;
  }

  /** What an undisturbed run is to do; all trials to their end where the search is not repeatable. */
  SweepSpec reference() throws SpecException {
    return repeatable() ? spec()
        : SweepSpecReader.read(conf(), Map.of("search.kind", "random", "search.trials", overrides.get("search.trials")));
  }

  /** The command line after {@code rondo}. */
  List<String> command(Path out) {
    List<String> words = new ArrayList<>(List.of("run", conf().toString(), "--out", out.toString()));
    overrides.forEach((path, value) -> words.addAll(List.of("--set", path + "=" + value)));
    return words;
  }
}
