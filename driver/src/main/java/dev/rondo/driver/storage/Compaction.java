package dev.rondo.driver.storage;

import dev.rondo.driver.Numbers;
import dev.rondo.driver.UserError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetWriter;

/**
 * Merges small files of rows into larger ones. The merged rows and copies of all other files make up a folder of their own,
 * which then takes the place of {@code trials} as a whole:
 *
 * <pre>
 * OUT/compaction-next   the folder that is being made; after an exchange, the one that was replaced
 * OUT/compaction-old    where folders cannot be exchanged: the one that is being replaced, aside between two renames
 * </pre>
 *
 * <p>So every row is in {@code trials} exactly once before and after, whenever the process ends. Where two renames are
 * needed there is an instant without {@code trials}, in which rows are read from {@code compaction-old}.
 *
 * <p>A row that lies there twice is once in the result: the one in a file of its own, which readers come to first. It comes of
 * executors that outlive their driver and of two drivers in one folder: each may put tiny trials into other groups.
 *
 * <p>Rows that a later run may replace, those of trials that have paused or failed, keep files of their own.
 */
public final class Compaction {
  /** From so many small files on, it is worth while. */
  public static final int MANY = 1000;

  static final String NEXT = "compaction-next";
  static final String OLD = "compaction-old";

  private static final int ROWS_A_FILE = 2000;
  private static final Set<String> FINAL = Set.of("ok", "diverged");
  /** Where a folder is renamed in one step. Object stores copy file by file instead, which can be cut in the middle. */
  private static final Set<String> ONE_STEP = Set.of("file", "hdfs");

  private final SweepFolder folder;
  private final FileSystem storage;
  private final Path next;
  private final long generation;
  /** Trials whose rows the next folder has. */
  private final Set<String> seen = new HashSet<>();
  private int written;
  private ParquetWriter<Group> writer;
  private int rowsInFile;

  private Compaction(SweepFolder folder) throws IOException {
    this.folder = folder;
    this.storage = folder.storage();
    this.next = folder.path(NEXT);
    this.generation = Long.parseLong(folder.generation()) + 1;
  }

  /**
   * What became of a folder.
   *
   * @param files of rows before
   * @param filesLeft of rows after
   */
  public record Outcome(int files, int filesLeft) {
    /** For messages. */
    @Override
    public String toString() {
      return Numbers.plural(files, "file") + " of rows into " + Numbers.count(filesLeft);
    }
  }

  /** Whether rows can be merged on the folder's file system. */
  public static boolean isPossible(SweepFolder folder) {
    return ONE_STEP.contains(folder.root().toUri().getScheme());
  }

  /**
   * Merges what can be merged. Only for the owner of the lock, while no trial runs.
   *
   * @throws UserError when a file is damaged, or is none of Rondo's; nothing has changed then
   */
  public static Outcome run(SweepFolder folder) throws IOException {
    cleanUp(folder);
    List<Path> files = folder.rowFiles();
    boolean doubled = doubled(folder, files);
    List<Path> small = small(folder, files, doubled);
    if (small.size() < 2 && !doubled) {
      return new Outcome(files.size(), files.size());
    }
    refuseStrangers(folder);
    Compaction compaction = new Compaction(folder);
    int left;
    try {
      left = compaction.build(files, Set.copyOf(small));
    } catch (IOException | RuntimeException e) {
      folder.delete(NEXT); // a full disk has room again
      throw e;
    }
    compaction.replace();
    return new Outcome(files.size(), left);
  }

  /** Merges when there are many small files or a row is there twice, and the file system lets it; null when nothing was done. */
  public static Outcome runIfNeeded(SweepFolder folder) throws IOException {
    if (!isPossible(folder)) {
      return null;
    }
    List<Path> files = folder.rowFiles();
    boolean many = files.size() >= MANY && small(folder, files, false).size() >= MANY;
    return many || doubled(folder, files) ? run(folder) : null;
  }

  /** Whether the row of a trial is in two files. */
  private static boolean doubled(SweepFolder folder, List<Path> files) throws IOException {
    Set<String> seen = new HashSet<>();
    for (Path file : files) {
      try {
        for (String id : SweepFolder.isShared(file) ? RowReader.ids(folder.storage(), file) : List.of(id(file))) {
          if (!seen.add(id)) {
            return true;
          }
        }
      } catch (IOException | RuntimeException e) {
        throw damaged(file, e);
      }
    }
    return false;
  }

  /** The trial of a file of one row. */
  private static String id(Path file) {
    return file.getName().substring(0, file.getName().length() - SweepFolder.SUFFIX.length());
  }

  /** Ends what an interrupted compaction has begun, or takes it back. Only for the owner of the lock. */
  static void cleanUp(SweepFolder folder) throws IOException {
    FileSystem storage = folder.storage();
    Path trials = folder.path(SweepFolder.TRIALS);
    Path old = folder.path(OLD);
    if (!storage.exists(trials) && storage.exists(old)) {
      move(folder, old, trials);
    }
    folder.delete(OLD);
    folder.delete(NEXT);
  }

  /** The folder is replaced as a whole, so what else a person has put there would be lost. */
  private static void refuseStrangers(SweepFolder folder) throws IOException {
    for (FileStatus file : folder.storage().listStatus(folder.path(SweepFolder.TRIALS))) {
      String name = file.getPath().getName();
      if (file.isDirectory() || !name.endsWith(SweepFolder.SUFFIX) && !name.startsWith("_")) {
        throw UserError.data(
            folder.location() + "/trials/" + name + " is no file of rows; move it out of that folder, which holds rows only", null);
      }
    }
  }

  /**
   * The files whose rows are to be merged.
   *
   * @param allShared also those that have many rows already
   */
  private static List<Path> small(SweepFolder folder, List<Path> files, boolean allShared) throws IOException {
    FileSystem storage = folder.storage();
    List<Path> small = new ArrayList<>();
    for (Path file : files) {
      try {
        if (SweepFolder.isShared(file)
            ? allShared || RowReader.count(storage, file) < ROWS_A_FILE / 2 : FINAL.contains(RowReader.status(storage, file))) {
          small.add(file);
        }
      } catch (IOException | RuntimeException e) {
        throw damaged(file, e);
      }
    }
    return small;
  }

  private static UserError damaged(Path file, Exception e) {
    return UserError.data(
        file.toUri().getPath() + " is not whole (" + e.getMessage() + "), so rows are not merged; the same rondo run command"
            + " moves it aside and runs again what it held", e);
  }

  /** Makes the next folder; gives the number of its files. */
  private int build(List<Path> files, Set<Path> small) throws IOException {
    storage.mkdirs(next);
    int copied = 0;
    try {
      for (Path file : files) {
        if (small.contains(file)) {
          merge(file);
        } else {
          copy(file, new Path(next, file.getName()));
          seen.add(id(file));
          copied++;
        }
      }
    } finally {
      close();
    }
    folder.writeText(NEXT + "/" + SweepFolder.GENERATION, Long.toString(generation));
    sync(next);
    return written + copied;
  }

  private void merge(Path file) throws IOException {
    try {
      RowReader.groups(storage, file, this::add);
    } catch (RuntimeException e) {
      throw damaged(file, e);
    }
  }

  /** Files of one row have come before those of many, as their names are hex digits. */
  private void add(Group row) throws IOException {
    if (!seen.add(row.getString("trial_id", 0))) {
      return;
    }
    if (writer == null) {
      writer = RowWriter.open(storage, new Path(next, SweepFolder.nameOf(generation, ++written)));
    }
    writer.write(row);
    if (++rowsInFile == ROWS_A_FILE) {
      close();
    }
  }

  private void close() throws IOException {
    if (writer != null) {
      writer.close();
      writer = null;
      rowsInFile = 0;
    }
  }

  private void copy(Path from, Path to) throws IOException {
    try (var in = storage.open(from); FSDataOutputStream out = storage.create(to, false)) {
      in.transferTo(out);
      out.hsync();
    }
  }

  private void replace() throws IOException {
    Path trials = folder.path(SweepFolder.TRIALS);
    java.nio.file.Path local = folder.local();
    if (local != null && FolderExchange.exchange(local.resolve(SweepFolder.TRIALS), local.resolve(NEXT))) {
      sync(folder.root());
      folder.delete(NEXT);
      return;
    }
    move(folder, trials, folder.path(OLD));
    move(folder, next, trials);
    sync(folder.root());
    folder.delete(OLD);
  }

  /** Renames a folder in one step; Hadoop's local file system would copy it if that failed. */
  private static void move(SweepFolder folder, Path from, Path to) throws IOException {
    if (folder.local() != null) {
      Files.move(
          folder.local().resolve(from.getName()), folder.local().resolve(to.getName()), StandardCopyOption.ATOMIC_MOVE);
    } else if (!folder.storage().rename(from, to)) {
      throw new IOException("cannot rename " + from + " to " + to);
    }
  }

  /** Makes the names in a local folder durable, before files that they replace are deleted. */
  private void sync(Path names) throws IOException {
    if (folder.local() != null) {
      try (FileChannel channel = FileChannel.open(java.nio.file.Path.of(names.toUri()), StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
