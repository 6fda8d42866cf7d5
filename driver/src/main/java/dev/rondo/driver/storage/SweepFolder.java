package dev.rondo.driver.storage;

import dev.rondo.core.TrialResult;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The folder of one sweep, on any file system that Hadoop knows:
 *
 * <pre>
 * OUT/spec.json                 what is swept
 * OUT/trials/TRIAL_ID.parquet   one row a file; a file that is there is whole, because it came by renaming
 * OUT/trials/_*                 rows being written, ignored by every reader
 * OUT/checkpoints/              where running trials go on after an interruption: {@link FolderCheckpoints}
 * OUT/decisions.txt             what a search that goes by the order of arrival has decided, a line each
 * OUT/running/                  which trials are running where, for people: {@link RunningTrial}
 * OUT/damaged/                  files that turned out not to be rows, moved aside
 * OUT/.driver.lock              who is running the sweep
 * </pre>
 */
public final class SweepFolder {
  private static final String SUFFIX = ".parquet";

  private final Path root;
  private final Configuration settings;
  private final FileSystem storage;

  private SweepFolder(Path root, Configuration settings, FileSystem storage) {
    this.root = root;
    this.settings = settings;
    this.storage = storage;
  }

  /**
   * The folder at a local path or a URI such as {@code hdfs://host/sweeps/a}. Creates nothing.
   *
   * @param base Hadoop's settings; changed in a copy only
   */
  public static SweepFolder at(String location, Configuration base) throws IOException {
    Configuration settings = new Configuration(base);
    // Hadoop's usual local file system litters the folder with hidden .crc files, which Parquet's own page checksums make
    // needless. Without the cache this choice is ours alone.
    settings.setClass("fs.file.impl", RawLocalFileSystem.class, FileSystem.class);
    settings.setBoolean("fs.file.impl.disable.cache", true);
    Path root = isLocal(location) ? new Path(java.nio.file.Path.of(location).toAbsolutePath().normalize().toUri())
        : new Path(location);
    return new SweepFolder(root, settings, root.getFileSystem(settings));
  }

  private static boolean isLocal(String location) {
    return !location.matches("[a-zA-Z][a-zA-Z0-9+.-]+:/.*");
  }

  /** Where it is, for people and for SQL: a plain path when local. */
  public String location() {
    return local() == null ? root.toString() : local().toString();
  }

  /** The folder as a URI, which means the same on every executor. */
  public String uri() {
    return root.toString();
  }

  URI trialsUri() {
    return trials().toUri();
  }

  /** The local path, or null when the folder is on another file system. */
  java.nio.file.Path local() {
    return storage instanceof RawLocalFileSystem ? java.nio.file.Path.of(root.toUri().getPath()) : null;
  }

  private Path trials() {
    return new Path(root, "trials");
  }

  /** Makes the folder if it is not there, and removes what interrupted writes left. Only for the owner of the lock. */
  public void prepare() throws IOException {
    storage.mkdirs(trials());
    RunningTrial.clear(this);
    for (String folder : List.of("trials", FolderCheckpoints.FOLDER)) {
      for (String name : list(folder)) {
        if (name.startsWith("_")) {
          delete(folder + "/" + name);
        }
      }
    }
  }

  boolean hasTrials() throws IOException {
    return storage.exists(trials());
  }

  public boolean isSweep() throws IOException {
    return storage.exists(new Path(root, "spec.json"));
  }

  /** Writes the row of a trial, over its row of an earlier segment; durable and visible when this returns. */
  public void write(TrialResult result) throws IOException {
    String id = result.config().id();
    // A name of its own for each attempt: a task that was thought lost may still be writing.
    Path hidden = new Path(trials(), "_" + id + "-" + UUID.randomUUID());
    Path file = new Path(trials(), id + SUFFIX);
    try {
      RowWriter.write(storage, settings, hidden, result);
      rename(hidden, file);
    } catch (IOException | RuntimeException e) {
      storage.delete(hidden, false);
      throw e;
    }
  }

  private void rename(Path from, Path to) throws IOException {
    if (!storage.rename(from, to)) {
      // Some file systems refuse to replace a file. What is lost if the process ends just here is made again.
      storage.delete(to, false);
      if (!storage.rename(from, to)) {
        // Another attempt of the same segment, with the same content, may have come between.
        if (!storage.exists(to)) {
          throw new IOException("cannot rename " + from + " to " + to);
        }
        storage.delete(from, false);
      }
    }
  }

  /** How many trials have ended. */
  public int ended() throws IOException {
    return rowFiles().size();
  }

  /**
   * Reads every row, in the order of the trial ids.
   *
   * @param damaged is told of each file that is not a whole row, with the reason
   */
  public void read(Consumer<TrialRow> rows, BiConsumer<Path, String> damaged) throws IOException {
    read(RowReader::read, TrialRow::id, rows, damaged);
  }

  /** Reads every row with the losses of its epochs, as {@link #read} does. */
  public void readWithEpochs(Consumer<TrialRow> rows, BiConsumer<Path, String> damaged) throws IOException {
    read(RowReader::readWithEpochs, TrialRow::id, rows, damaged);
  }

  /** Reads what the probes of every trial measured, as {@link #read} does. */
  void readProbes(Consumer<TrialProbes> trials, BiConsumer<Path, String> damaged) throws IOException {
    read(RowReader::probes, TrialProbes::id, trials, damaged);
  }

  private interface FileReader<R> {
    R read(Configuration settings, Path file) throws IOException;
  }

  private <R> void read(FileReader<R> reader, Function<R, String> id, Consumer<R> rows, BiConsumer<Path, String> damaged)
      throws IOException {
    for (Path file : rowFiles()) {
      R row;
      try {
        row = reader.read(settings, file);
      } catch (FileNotFoundException e) {
        continue; // Moved aside by a driver since the folder was listed.
      } catch (IOException | RuntimeException e) {
        damaged.accept(file, String.valueOf(e.getMessage()));
        continue;
      }
      if (file.getName().equals(id.apply(row) + SUFFIX)) {
        rows.accept(row);
      } else {
        damaged.accept(file, "it holds the row of trial " + id.apply(row));
      }
    }
  }

  private List<Path> rowFiles() throws IOException {
    return list("trials").stream()
        .filter(name -> name.endsWith(SUFFIX) && !name.startsWith("_") && !name.startsWith("."))
        .sorted()
        .map(name -> new Path(trials(), name))
        .toList();
  }

  /** Names of the files in a folder within; none when it is not there. */
  public List<String> list(String folder) throws IOException {
    try {
      List<String> names = new ArrayList<>();
      for (FileStatus file : storage.listStatus(new Path(root, folder))) {
        if (file.isFile()) {
          names.add(file.getPath().getName());
        }
      }
      return names;
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /** Moves a file that is no row out of the way, so that its trial runs again. */
  public Path moveAside(Path file) throws IOException {
    Path folder = new Path(root, "damaged");
    storage.mkdirs(folder);
    Path target = new Path(folder, file.getName());
    for (int i = 2; storage.exists(target); i++) {
      target = new Path(folder, file.getName() + "." + i);
    }
    if (!storage.rename(file, target)) {
      throw new IOException("cannot move " + file + " to " + target);
    }
    return target;
  }

  /** The text of a small file of the folder, or null when it is not there. */
  public String readText(String name) throws IOException {
    try {
      return new String(readBytes(name), StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  byte[] readBytes(String name) throws IOException {
    try (FSDataInputStream in = storage.open(new Path(root, name))) {
      return in.readAllBytes();
    }
  }

  /** Writes a small file: a reader sees all of it or nothing. */
  public void writeText(String name, String text) throws IOException {
    writeBytes(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a file that is in memory; durable when this returns, and a reader sees all of it or nothing. */
  void writeBytes(String name, byte[] content) throws IOException {
    Path file = new Path(root, name);
    storage.mkdirs(file.getParent());
    Path hidden = new Path(file.getParent(), "_" + file.getName() + "-" + UUID.randomUUID());
    try (FSDataOutputStream out = storage.create(hidden, true)) {
      out.write(content);
      out.hsync();
    }
    rename(hidden, file);
  }

  /** Writes a small file unless it is there; false when it is. */
  boolean createText(String name, String text) throws IOException {
    storage.mkdirs(root);
    try (FSDataOutputStream out = storage.create(new Path(root, name), false)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Deletes a file, or a folder with all that is in it; nothing happens when it is not there. */
  void delete(String name) throws IOException {
    storage.delete(new Path(root, name), true);
  }
}
