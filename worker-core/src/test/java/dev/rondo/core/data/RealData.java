package dev.rondo.core.data;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where tests find the real data sets: the folder that RONDO_DATA names, else a folder shared/data beside the
 * repository. A test that needs them is skipped, with a message, where they are absent.
 */
public final class RealData {
  private RealData() {}

  /** A file below the data folder, such as {@code music/JSB_Chorales.mat}; skips the calling test when it is absent. */
  public static Path file(String relative) {
    Path file = root().resolve(relative);
    assumeTrue(Files.exists(file), "skipped: the data set file " + relative + " is not in " + root().toAbsolutePath()
        + "; set RONDO_DATA to the folder of the data sets to run this test");
    return file;
  }

  /** The data folder, which need not exist. */
  public static Path root() {
    String given = System.getenv("RONDO_DATA");
    if (given != null && !given.isBlank()) {
      return Path.of(given);
    }
    // Tests run in the module's folder; some tools run them in the repository's.
    List<Path> candidates = List.of(Path.of("../../shared/data"), Path.of("../shared/data"));
    return candidates.stream().filter(Files::isDirectory).findFirst().orElse(candidates.get(0));
  }
}
