package dev.rondo.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildTest {
  @TempDir private Path folder;

  private static Path place(Class<?> one) throws Exception {
    return Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** The classes of this process in one jar, as in the application jar; a byte of one file may be changed. */
  private Path jar(String name, String changed) throws Exception {
    Path jar = folder.resolve(name);
    try (OutputStream file = Files.newOutputStream(jar); JarOutputStream out = new JarOutputStream(file)) {
      pack(out, place(Build.class), "dev/rondo/core", changed);
      pack(out, place(TrialConfig.class), "dev/rondo/spec", changed);
    }
    return jar;
  }

  /** Adds the files of a package, from a folder of classes or from a jar. */
  private static void pack(JarOutputStream out, Path place, String inside, String changed) throws IOException {
    if (Files.isDirectory(place)) {
      packFrom(place, out, inside, changed);
    } else {
      try (FileSystem jar = FileSystems.newFileSystem(place)) {
        packFrom(jar.getPath("/"), out, inside, changed);
      }
    }
  }

  private static void packFrom(Path root, JarOutputStream out, String inside, String changed) throws IOException {
    List<Path> files;
    try (var all = Files.walk(root.resolve(inside))) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      byte[] content = Files.readAllBytes(file);
      if (file.endsWith(changed)) {
        content[content.length - 1] ^= 1;
      }
      out.putNextEntry(new ZipEntry(root.relativize(file).toString()));
      out.write(content);
    }
  }

  private static String idOf(Path jar) throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      var id = Class.forName("dev.rondo.core.Build", true, loader).getDeclaredMethod("id");
      id.setAccessible(true);
      return (String) id.invoke(null);
    }
  }

  @Test
  void sameClassesAreTheSameBuildWhereverTheyLie() throws Exception {
    assertTrue(Build.id().matches("[0-9a-f]{16}"), Build.id());
    assertEquals(Build.id(), idOf(jar("same name.jar", "none")));
  }

  @Test
  void anotherClassOrLibraryIsAnotherBuild() throws Exception {
    assertNotEquals(Build.id(), idOf(jar("class.jar", "Kernels.class")));
    assertNotEquals(Build.id(), idOf(jar("library.jar", "version.properties")));
  }
}
