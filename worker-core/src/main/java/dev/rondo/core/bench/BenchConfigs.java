package dev.rondo.core.bench;

import dev.rondo.spec.Catalogue;
import dev.rondo.spec.SpecException;
import dev.rondo.spec.SweepSpecReader;
import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trials to be timed, made as a user's are: every setting not named here has its default. */
public final class BenchConfigs {
  private BenchConfigs() {}

  /**
   * The trial of these settings.
   *
   * @param more further settings, dotted path to HOCON value; they win
   * @throws SpecException when a setting is wrong
   */
  public static TrialConfig of(String cell, Variant variant, Shape shape, Map<String, String> more)
      throws IOException, SpecException {
    List<String> cells = Catalogue.load().kinds("cell");
    if (!cells.contains(cell)) {
      throw new SpecException("there is no cell \"" + cell + "\"; the cells are " + String.join(", ", cells));
    }
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("task.kind", "polyphonic-music");
    settings.put("model.cell.kind", cell);
    settings.put("model.hidden", Integer.toString(shape.hidden()));
    settings.put("train.batch", Integer.toString(shape.batch()));
    settings.putAll(variant.settings());
    settings.putAll(more);
    // A spec is a file; ours says next to nothing, so that every message is about a setting given here.
    Path file = Files.createTempFile("rondo-bench", ".conf");
    try {
      Files.writeString(file, "sweep.name = bench");
      return SweepSpecReader.read(file, settings).plan().get(0);
    } finally {
      Files.delete(file);
    }
  }
}
