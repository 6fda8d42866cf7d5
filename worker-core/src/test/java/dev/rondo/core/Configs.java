package dev.rondo.core;

import dev.rondo.spec.SpecException;
import dev.rondo.spec.SweepSpecReader;
import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Trials made from spec text, with all defaults filled in as for a user. */
public final class Configs {
  private Configs() {}

  /** The first trial of a spec whose text is these lines. */
  public static TrialConfig first(String... lines) {
    try {
      Path file = Files.createTempFile("spec", ".conf");
      try {
        Files.writeString(file, "sweep.name = test\n" + String.join("\n", lines));
        return SweepSpecReader.read(file, Map.of()).plan().get(0);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SpecException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** A small, quick trial on the built-in data, with further settings. */
  public static TrialConfig quick(String... lines) {
    return first(
        "task { kind = polyphonic-music, set = synthetic-chorales, chunk = 20 }",
        "model.hidden = 12", "train { batch = 64, epochs = 3 }", "search.trials = 1", String.join("\n", lines));
  }
}
