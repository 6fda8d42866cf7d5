package dev.rondo.driver.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * Writes files that a reader sees whole or not at all, in the way that the storage allows. A file system gets the file under a
 * hidden name, synced, and renames it. An object store has no rename, only copy and delete; but there an object appears when its
 * stream is closed, so that it is written under its own name, and after an error its stream is never closed.
 */
final class WholeFiles {
  /** Object stores in whose connectors an object appears at close. (The one of abfs shows what is half written, and renames.) */
  private static final Set<String> APPEARS_AT_CLOSE = Set.of("s3a", "s3", "gs", "oss", "cosn", "obs", "tos");

  private static final String HIDDEN = ".writing";

  private static final String CONDITIONAL = Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

  private final FileSystem storage;
  private final boolean put;
  private final boolean conditional;

  WholeFiles(FileSystem storage, Path root) throws IOException {
    this.storage = storage;
    this.put = APPEARS_AT_CLOSE.contains(storage.getUri().getScheme())
        || storage.hasPathCapability(root, CommonPathCapabilities.ABORTABLE_STREAM);
    this.conditional = storage.hasPathCapability(root, CONDITIONAL);
  }

  /** Whether a file of this name is being written, or was when its process ended. */
  static boolean isHidden(String name) {
    return name.startsWith("_") && name.endsWith(HIDDEN);
  }

  /** Writes a file, over the one that is there; durable and visible when this returns. Its folder exists. */
  void write(Path file, byte[] content) throws IOException {
    if (put) {
      put(storage.create(file, true), content);
      return;
    }
    // A name of its own for each attempt: a task that was thought lost may still be writing.
    Path hidden = new Path(file.getParent(), "_" + UUID.randomUUID() + HIDDEN);
    try {
      try (FSDataOutputStream out = storage.create(hidden, true)) {
        out.write(content);
        sync(out);
      }
      replace(hidden, file);
    } catch (FSError e) {
      IOException cause = failure(e);
      deleteAfter(cause, hidden);
      throw cause;
    } catch (IOException | RuntimeException e) {
      deleteAfter(e, hidden);
      throw e;
    }
  }

  /** Whether of several processes that {@link #create} a file at once exactly one succeeds. */
  boolean createsForOne() {
    return !put || conditional;
  }

  /** Writes a small file unless it is there; false when it is. */
  boolean create(Path file, byte[] content) throws IOException {
    try {
      if (put && conditional) {
        FSDataOutputStreamBuilder<?, ?> builder = storage.createFile(file).overwrite(true);
        builder.must(CONDITIONAL, true);
        put(builder.build(), content);
      } else if (put) {
        put(storage.create(file, false), content);
      } else {
        try (FSDataOutputStream out = storage.create(file, false)) {
          out.write(content);
          sync(out);
        }
      }
      return true;
    } catch (FSError e) {
      throw failure(e);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      // File systems differ in how they say that another one was first, or is at it.
      if (storage.exists(file)) {
        return false;
      }
      throw e;
    }
  }

  /** Whether {@link #moveOnce} may be used. */
  boolean moves() {
    return !put;
  }

  /** Moves a file to a name that is free; of several processes that try at once exactly one succeeds. */
  boolean moveOnce(Path from, Path to) throws IOException {
    try {
      return storage.rename(from, to);
    } catch (FileNotFoundException | FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Moves a file; a process that ends in the middle leaves it in both places at worst. */
  void move(Path from, Path to) throws IOException {
    if (put) {
      byte[] content;
      try (var in = storage.open(from)) {
        content = in.readAllBytes();
      }
      write(to, content);
      storage.delete(from, false);
    } else if (!storage.rename(from, to)) {
      throw new IOException("cannot move " + from + " to " + to);
    }
  }

  /** Hadoop's local file system throws an error, not an exception, when the disk fails or is full. */
  private static IOException failure(FSError e) {
    return e.getCause() instanceof IOException cause ? cause : new IOException(e);
  }

  private static void put(FSDataOutputStream out, byte[] content) throws IOException {
    try {
      out.write(content);
    } catch (IOException | RuntimeException e) {
      // To close it would make half an object visible.
      if (out.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
        out.abort();
      }
      throw e;
    }
    out.close();
  }

  private static void sync(FSDataOutputStream out) throws IOException {
    if (out.hasCapability(StreamCapabilities.HSYNC)) {
      out.hsync();
    }
  }

  private void replace(Path from, Path to) throws IOException {
    if (!(storage instanceof RawLocalFileSystem)) {
      new Replacing(storage).replace(from, to);
    } else if (!storage.rename(from, to)) {
      throw new IOException("cannot rename " + from + " to " + to);
    }
  }

  private void deleteAfter(Exception cause, Path file) {
    try {
      storage.delete(file, false);
    } catch (IOException e) {
      cause.addSuppressed(e); // the next driver deletes it
    }
  }

  /** Hadoop keeps the rename that replaces a file, which is one step on HDFS, to subclasses. */
  private static final class Replacing extends FilterFileSystem {
    Replacing(FileSystem storage) {
      super(storage);
    }

    @SuppressWarnings("deprecation") // for being meant for Hadoop's own use; there is no other way to it for any file system
    void replace(Path from, Path to) throws IOException {
      rename(from, to, Options.Rename.OVERWRITE);
    }
  }
}
