package dev.rondo.core;

import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which build of Rondo this is, as far as numbers go: a hash of the classes that train and draw, and of the versions of the
 * libraries that multiply. A version number alone does not tell two builds of a snapshot apart.
 */
final class Build {
  private static final int ID_LENGTH = 16;

  private Build() {}

  private static final class Own {
    private static final String ID = hash();
  }

  /** 16 hexadecimal digits, the same in every process that runs the same classes. */
  static String id() {
    return Own.ID;
  }

  private static String hash() {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      add(hash, Build.class, "dev/rondo/core");
      add(hash, TrialConfig.class, "dev/rondo/spec");
      return HexFormat.of().formatHex(hash.digest()).substring(0, ID_LENGTH);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read Rondo's own classes", e);
    } catch (NoSuchAlgorithmException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adds all files of a package, from the folder or jar that one of its classes came from. */
  private static void add(MessageDigest hash, Class<?> one, String folder) throws IOException, URISyntaxException {
    URI source = one.getProtectionDomain().getCodeSource().getLocation().toURI();
    Path place = Path.of(source);
    if (Files.isDirectory(place)) {
      add(hash, place, folder);
    } else {
      try (FileSystem jar = FileSystems.newFileSystem(place)) {
        add(hash, jar.getPath("/"), folder);
      }
    }
  }

  private static void add(MessageDigest hash, Path root, String folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(root.resolve(folder))) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (String name : files.stream().map(file -> root.relativize(file).toString().replace('\\', '/')).sorted().toList()) {
      hash.update(name.getBytes(StandardCharsets.UTF_8));
      hash.update(Files.readAllBytes(root.resolve(name)));
    }
  }
}
