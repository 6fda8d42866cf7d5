package dev.rondo.driver.storage;

import dev.rondo.core.Status;
import dev.rondo.core.TrialResult;
import dev.rondo.driver.UserError;
import dev.rondo.spec.Canonical;
import dev.rondo.spec.TrialConfig;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The folder of one sweep, on any file system that Hadoop knows:
 *
 * <pre>
 * OUT/spec.json                 what is swept
 * OUT/trials/TRIAL_ID.parquet   the row of one trial; a file that is there is whole: {@link WholeFiles}
 * OUT/trials/rows-*.parquet     rows of many trials that no run replaces: of tiny ones, or merged by {@link Compaction}
 * OUT/trials/_generation        how often rows were merged; missing for never
 * OUT/trials/_*                 rows being written, ignored by every reader
 * OUT/compaction-*              see {@link Compaction}
 * OUT/checkpoints/              where running trials go on after an interruption: {@link FolderCheckpoints}
 * OUT/decisions.txt             what a search that goes by the order of arrival has decided, a line each
 * OUT/running/                  which trials are running where, for people: {@link RunningTrial}
 * OUT/groups/                   who writes the rows of a group of tiny trials: {@link #claimTogether}
 * OUT/data/                     hashes of the data that the trials see: {@link DataClaim}
 * OUT/damaged/                  files that turned out not to be rows, moved aside
 * OUT/.driver.lock, .driver.beat    who is running the sweep: {@link SweepLock}
 * </pre>
 */
public final class SweepFolder {
  static final String TRIALS = "trials";
  static final String GENERATION = "_generation";
  static final String SUFFIX = ".parquet";
  /** Files of many rows begin so; the name of any other is the id of its trial. */
  private static final String SHARED = "rows-";
  private static final String GROUPS = "groups/";

  private final Path root;
  private final FileSystem storage;
  private final WholeFiles files;

  private SweepFolder(Path root, FileSystem storage) throws IOException {
    this.root = root;
    this.storage = storage;
    this.files = new WholeFiles(storage, root);
  }

  /**
   * The folder at a local path or a URI such as {@code hdfs://host/sweeps/a}. Creates nothing.
   *
   * @param base Hadoop's settings; changed in a copy only
   * @throws UserError when there is no storage of that kind or name
   */
  public static SweepFolder at(String location, Configuration base) throws IOException {
    Configuration settings = new Configuration(base);
    // Hadoop's usual local file system litters the folder with hidden .crc files, which Parquet's own page checksums make
    // needless. Without the cache this choice is ours alone.
    settings.setClass("fs.file.impl", RawLocalFileSystem.class, FileSystem.class);
    settings.setBoolean("fs.file.impl.disable.cache", true);
    try {
      Path root = isLocal(location) ? new Path(java.nio.file.Path.of(location).toAbsolutePath().normalize().toUri())
          : new Path(location);
      return new SweepFolder(root, root.getFileSystem(settings));
    } catch (IOException | RuntimeException e) {
      throw StorageFailure.opening(location, e);
    }
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

  /** Where the rows are at the moment; null when there are none yet. */
  URI trialsUri() throws IOException {
    for (Path folder : placesOfRows()) {
      if (storage.exists(folder)) {
        return folder.toUri();
      }
    }
    return null;
  }

  /** Between the two renames of a compaction rows lie aside, and a moment later at their place again. */
  private List<Path> placesOfRows() {
    return List.of(trials(), path(Compaction.OLD), trials());
  }

  Path root() {
    return root;
  }

  Path path(String name) {
    return new Path(root, name);
  }

  FileSystem storage() {
    return storage;
  }

  /** The local path, or null when the folder is on another file system. */
  java.nio.file.Path local() {
    return "file".equals(storage.getUri().getScheme()) ? java.nio.file.Path.of(root.toUri().getPath()) : null;
  }

  private Path trials() {
    return path(TRIALS);
  }

  /** Makes the folder if it is not there, and removes what interrupted writes left. Only for the owner of the lock. */
  public void prepare() throws IOException {
    Compaction.cleanUp(this);
    storage.mkdirs(trials());
    RunningTrial.clear(this);
    delete(GROUPS);
    for (String name : list(".")) {
      if (WholeFiles.isHidden(name)) {
        delete(name);
      }
    }
    for (String folder : List.of(TRIALS, FolderCheckpoints.FOLDER)) {
      for (String name : list(folder)) {
        if (name.startsWith("_") && !name.equals(GENERATION)) {
          delete(folder + "/" + name);
        }
      }
    }
  }

  public boolean isSweep() throws IOException {
    return storage.exists(new Path(root, "spec.json"));
  }

  /**
   * Writes the row of a trial, over its row of an earlier segment; durable and visible when this returns. A row that is there
   * already and further on stays: an executor that was thought lost may be late with a segment that others have left behind.
   */
  public void write(TrialResult result) throws IOException {
    Path file = new Path(trials(), result.config().id() + SUFFIX);
    boolean last = result.status() == Status.OK || result.status() == Status.DIVERGED; // which nothing leaves behind
    if (last || rowsIn(file).stream().noneMatch(row -> row.leavesBehind(result))) {
      publish(file.getName(), List.of(result));
    }
  }

  /** The rows of a file; none where it is missing or damaged. */
  private List<TrialRow> rowsIn(Path file) throws IOException {
    try {
      return storage.exists(file) ? RowReader.read(storage, file) : List.of();
    } catch (RuntimeException e) {
      return List.of(); // Parquet's word for a file that is not whole; it is written anew
    }
  }

  /**
   * Writes the rows of a group of trials as one file: all become durable and visible at once. Once that is done it stays, so
   * the rows must be ones that no later segment and no later run replaces.
   *
   * @param group ids of the trials of the group, those without a row here included: they name the file
   */
  public void writeTogether(List<String> group, List<TrialResult> results) throws IOException {
    publish(nameOf(group), results);
  }

  /**
   * To be asked before {@link #writeTogether}, with the same group.
   *
   * @return false when the trials of the group were thought lost and run again by themselves: each row gets its own file then
   */
  public boolean claimTogether(List<String> group) throws IOException {
    return createText(claim(group), "together") || "together".equals(readText(claim(group)));
  }

  /** To be called after {@link #writeTogether}: its file says from now on what the claim said. */
  public void releaseTogether(List<String> group) throws IOException {
    delete(claim(group));
  }

  /**
   * To be called before the trials of a group that was thought lost run by themselves: their rows are not written together from
   * now on. What was written before that, {@link #readTogether} finds.
   */
  public void claimAlone(List<String> group) throws IOException {
    createText(claim(group), "alone");
  }

  /** To be called at the end of a sweep. What was claimed for trials alone stays: an executor may still be at work. */
  public void tidyClaims() throws IOException {
    if (list(GROUPS).isEmpty()) {
      delete(GROUPS);
    }
  }

  private static String claim(List<String> group) {
    return GROUPS + nameOf(group).replace(SUFFIX, "");
  }

  /** The rows that {@link #writeTogether} wrote for just this group, with their epochs; none when it did not get so far. */
  public List<TrialRow> readTogether(List<String> group) throws IOException {
    Path file = new Path(trials(), nameOf(group));
    return storage.exists(file) ? RowReader.readWithEpochs(storage, file) : List.of();
  }

  /** Whether a trial has a file of its own. */
  public boolean hasRow(String id) throws IOException {
    return storage.exists(new Path(trials(), id + SUFFIX));
  }

  private static String nameOf(List<String> group) {
    return SHARED + Canonical.hash(String.join(" ", group)) + SUFFIX;
  }

  /** The name of a file of merged rows; never that of another generation. */
  static String nameOf(long generation, int number) {
    return String.format(Locale.ROOT, "%s%06d-%05d%s", SHARED, generation, number, SUFFIX);
  }

  private void publish(String name, List<TrialResult> results) throws IOException {
    files.write(new Path(trials(), name), RowWriter.bytes(results));
  }

  /**
   * Reads every row once, in no particular order, also while rows are being written or merged.
   *
   * @param damaged is told of each file that is not whole, with the reason; none of its rows is read
   */
  public void read(Consumer<TrialRow> rows, BiConsumer<Path, String> damaged) throws IOException {
    read(RowReader::read, TrialRow::id, rows, damaged);
  }

  /** Reads every row with the losses of its epochs, as {@link #read} does. */
  public void readWithEpochs(Consumer<TrialRow> rows, BiConsumer<Path, String> damaged) throws IOException {
    read(RowReader::readWithEpochs, TrialRow::id, rows, damaged);
  }

  /** Reads what every trial was, as {@link #read} does. */
  void readConfigs(Consumer<TrialConfig> trials, BiConsumer<Path, String> damaged) throws IOException {
    read(RowReader::configs, TrialConfig::id, trials, damaged);
  }

  /** Reads what the probes of every trial measured, as {@link #read} does. */
  void readProbes(Consumer<TrialProbes> trials, BiConsumer<Path, String> damaged) throws IOException {
    read(RowReader::probes, TrialProbes::id, trials, damaged);
  }

  private interface FileReader<R> {
    List<R> read(FileSystem storage, Path file) throws IOException;
  }

  private <R> void read(FileReader<R> reader, Function<R, String> id, Consumer<R> rows, BiConsumer<Path, String> damaged)
      throws IOException {
    Set<String> seen = new HashSet<>();
    Set<String> tried = new HashSet<>();
    boolean gone = true;
    while (gone) {
      // A file that is gone was moved aside, or its rows were merged into files that the next listing has.
      gone = false;
      for (Path file : rowFiles()) {
        if (!tried.add(file.getName())) {
          continue;
        }
        List<R> content;
        try {
          content = reader.read(storage, file);
        } catch (IOException | RuntimeException e) {
          // File systems say in several ways that a file is not there.
          if (storage.exists(file)) {
            damaged.accept(file, String.valueOf(e.getMessage()));
          } else {
            gone = true;
          }
          continue;
        }
        String first = id.apply(content.get(0));
        if (!isShared(file) && (content.size() != 1 || !file.getName().equals(first + SUFFIX))) {
          damaged.accept(file, "it holds the row of trial " + first);
          continue;
        }
        for (R row : content) {
          if (seen.add(id.apply(row))) {
            rows.accept(row);
          }
        }
      }
    }
  }

  /** Whether a file may hold the rows of many trials. */
  static boolean isShared(Path file) {
    return file.getName().startsWith(SHARED);
  }

  /** The files of rows, sorted by name; a listing that a compaction has come into is done again. */
  List<Path> rowFiles() throws IOException {
    while (true) {
      String before = generation();
      List<Path> files = listRows();
      if (before.equals(generation())) {
        return files;
      }
    }
  }

  private List<Path> listRows() throws IOException {
    for (Path folder : placesOfRows()) {
      try {
        List<Path> files = new ArrayList<>();
        for (FileStatus file : storage.listStatus(folder)) {
          String name = file.getPath().getName();
          if (file.isFile() && name.endsWith(SUFFIX) && !name.startsWith("_") && !name.startsWith(".")) {
            files.add(new Path(folder, name));
          }
        }
        files.sort(null);
        return files;
      } catch (FileNotFoundException e) {
        // The next place.
      }
    }
    return List.of();
  }

  /** Differs before and after every step by which a compaction changes where rows are. */
  public String generation() throws IOException {
    if (!storage.exists(trials())) {
      return "none";
    }
    String text = readText(TRIALS + "/" + GENERATION);
    return text == null ? "0" : text;
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

  /** Moves a file that is no row out of the way, so that what it held runs again. */
  public Path moveAside(Path file) throws IOException {
    Path folder = new Path(root, "damaged");
    storage.mkdirs(folder);
    Path target = new Path(folder, file.getName());
    for (int i = 2; storage.exists(target); i++) {
      target = new Path(folder, file.getName() + "." + i);
    }
    files.move(file, target);
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
    files.write(file, content);
  }

  /** Writes a small file unless it is there; false when it is. */
  boolean createText(String name, String text) throws IOException {
    Path file = new Path(root, name);
    storage.mkdirs(file.getParent());
    return files.create(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether of several processes that {@link #createText} at once exactly one succeeds. */
  boolean createsForOne() {
    return files.createsForOne();
  }

  /** Gives a file that a dead process left a name that no other process gives it; false when another one did. */
  boolean bury(String name, String grave) throws IOException {
    return files.moveOnce(new Path(root, name), new Path(root, grave));
  }

  /** Whether {@link #bury} may be used. */
  boolean buries() {
    return files.moves();
  }

  /** When a file was last written, milliseconds since 1970 by the clock of the storage; 0 when it is not there. */
  long modifiedAt(String name) throws IOException {
    try {
      return storage.getFileStatus(new Path(root, name)).getModificationTime();
    } catch (FileNotFoundException e) {
      return 0;
    }
  }

  /** Deletes a file, or a folder with all that is in it; nothing happens when it is not there. */
  void delete(String name) throws IOException {
    storage.delete(new Path(root, name), true);
  }
}
