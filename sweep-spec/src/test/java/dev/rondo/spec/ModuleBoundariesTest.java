package dev.rondo.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Dependencies point one way: Spark is known in driver only, ND4J in worker-core only, HOCON in sweep-spec only. */
final class ModuleBoundariesTest {
  private static final Map<String, String> OWNERS = Map.of(
      "com.typesafe", "sweep-spec",
      "org.nd4j", "worker-core",
      "org.apache.spark", "driver");

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("sweep-spec"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  @Test
  void eachLibraryIsUsedInItsModuleOnly() throws IOException {
    List<String> strangers = new ArrayList<>();
    for (String module : List.of("sweep-spec", "worker-core", "driver")) {
      Path sources = root().resolve(module).resolve("src/main/java");
      if (!Files.isDirectory(sources)) {
        continue;
      }
      List<Path> files;
      try (Stream<Path> walk = Files.walk(sources)) {
        files = walk.filter(file -> file.toString().endsWith(".java")).sorted().toList();
      }
      assertTrue(!files.isEmpty(), sources + " has sources");
      for (Path file : files) {
        String text = Files.readString(file);
        OWNERS.forEach((library, owner) -> {
          if (!owner.equals(module) && Pattern.compile("\\b" + Pattern.quote(library) + "\\b").matcher(text).find()) {
            strangers.add(root().relativize(file) + " uses " + library + ", which belongs in " + owner);
          }
        });
      }
    }
    assertEquals(List.of(), strangers);
  }
}
