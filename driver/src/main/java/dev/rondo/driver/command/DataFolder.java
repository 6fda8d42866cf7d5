package dev.rondo.driver.command;

import dev.rondo.driver.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** --data: where the data sets lie. */
public final class DataFolder {
  @Option(names = "--data", paramLabel = "DIR", description = "Folder of the data sets; else what RONDO_DATA says.")
  private Path data;

  /** The folder as an absolute path, or null when none was given. */
  public Path root() {
    String environment = System.getenv("RONDO_DATA");
    boolean given = data != null;
    Path root = given ? data : environment == null || environment.isEmpty() ? null : Path.of(environment);
    if (root != null && !Files.isDirectory(root)) {
      throw UserError.data(
          (given ? "--data" : "RONDO_DATA") + " is " + root + ", which is not a folder; give the folder of the data sets", null);
    }
    return root == null ? null : root.toAbsolutePath().normalize();
  }
}
