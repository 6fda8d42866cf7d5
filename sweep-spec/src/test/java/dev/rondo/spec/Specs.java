package dev.rondo.spec;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Specs from text, read against the small catalogue of the tests. */
public final class Specs {
  public static final Catalogue CATALOGUE = Catalogue.load(
      ConfigFactory.parseResources("small-catalogue.conf")
          .withFallback(ConfigFactory.parseResources("reference.conf").withOnlyPath("rondo.axis.search")));

  private Specs() {}

  /** Reads a spec that must be right; name and task are added in its first line. */
  public static SweepSpec of(String text) {
    return of(text, Map.of());
  }

  public static SweepSpec of(String text, Map<String, String> overrides) {
    try {
      Path file = Files.createTempFile("spec", ".conf");
      try {
        Files.writeString(file, "sweep.name = try, task { kind = copy }\n" + text);
        return SweepSpecReader.read(file, overrides, CATALOGUE);
      } finally {
        Files.delete(file);
      }
    } catch (SpecException e) {
      throw new AssertionError(e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
