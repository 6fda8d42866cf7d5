package dev.rondo.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.core.cell.Cell;
import dev.rondo.core.cell.InitialState;
import dev.rondo.core.front.Front;
import dev.rondo.core.init.Initializer;
import dev.rondo.core.model.Readout;
import dev.rondo.core.optim.Manifold;
import dev.rondo.core.optim.Optimizer;
import dev.rondo.core.optim.Schedule;
import dev.rondo.core.penalty.Penalty;
import dev.rondo.core.perturb.InputNoise;
import dev.rondo.core.perturb.Perturbation;
import dev.rondo.core.perturb.UnitDropout;
import dev.rondo.core.probe.Probe;
import dev.rondo.core.task.Task;
import dev.rondo.spec.Catalogue;
import dev.rondo.spec.Setting;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the catalogue lists is what there is, axis by axis. */
class RegistryTest {
  private static Set<String> names(Enum<?>[] kinds) {
    return Arrays.stream(kinds)
        .map(k -> k.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void catalogueAndRegistriesAgree() {
    Map<String, Set<String>> registries = new TreeMap<>();
    registries.put("cell", names(Cell.Kind.values()));
    registries.put("dropout", names(UnitDropout.Kind.values()));
    registries.put("front", names(Front.Kind.values()));
    registries.put("init", names(Initializer.Kind.values()));
    registries.put("initial-state", names(InitialState.Kind.values()));
    registries.put("input-noise", names(InputNoise.Kind.values()));
    registries.put("manifold", names(Manifold.values()));
    registries.put("optimizer", names(Optimizer.Kind.values()));
    registries.put("penalty", names(Penalty.Kind.values()));
    registries.put("perturbation", names(Perturbation.Kind.values()));
    registries.put("readout", names(Readout.values()));
    registries.put("schedule", names(Schedule.Kind.values()));
    registries.put("task", names(Task.Kind.values()));
    Map<String, Set<String>> listed = new TreeMap<>();
    Catalogue catalogue = Catalogue.load();
    catalogue.axes().forEach(axis -> listed.put(axis, new TreeSet<>(catalogue.kinds(axis))));
    listed.remove(Catalogue.SEARCH);
    assertEquals(registries, listed);
  }

  /** Probes stand in a list, so they are words of a setting and not components of a slot. */
  @Test
  void everyProbeIsAWordOfItsSetting() {
    Catalogue.Section section =
        Catalogue.load().sections().stream().filter(s -> s.name().equals("probes")).findFirst().orElseThrow();
    Setting kinds = section.settings().stream().filter(s -> s.name().equals("kinds")).findFirst().orElseThrow();
    assertEquals(names(Probe.Kind.values()), new TreeSet<>(kinds.choice()));
  }
}
