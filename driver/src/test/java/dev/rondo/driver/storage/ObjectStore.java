package dev.rondo.driver.storage;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The rules of an object store over a local folder, as {@code objects://store/PATH}: an object appears when its stream is closed,
 * with what was written until then; to create one only if it is not there is a look, then a write; there is no rename, no append
 * and no sync. The store can be told to fail from some operation on, as a process that dies there sees it.
 */
public final class ObjectStore extends RawLocalFileSystem {
  /** Operations until it fails; a write counts twice, and the first half of the content arrives. */
  static volatile int operationsLeft = Integer.MAX_VALUE;

  static Configuration settings() {
    Configuration settings = new Configuration();
    settings.setClass("fs.objects.impl", ObjectStore.class, org.apache.hadoop.fs.FileSystem.class);
    return settings;
  }

  static SweepFolder folder(java.nio.file.Path path) throws IOException {
    return SweepFolder.at("objects://store" + path, settings());
  }

  private static synchronized void step() throws IOException {
    if (operationsLeft == 0) {
      throw new IOException("the store is out of reach");
    }
    operationsLeft--;
  }

  @Override
  public URI getUri() {
    return URI.create("objects://store");
  }

  @Override
  public String getScheme() {
    return "objects";
  }

  @Override
  public boolean hasPathCapability(Path path, String capability) throws IOException {
    return capability.equals(CommonPathCapabilities.ABORTABLE_STREAM);
  }

  @Override
  public FSDataOutputStream create(Path path, boolean overwrite, int buffer, short replicas, long block, Progressable progress)
      throws IOException {
    step();
    if (!overwrite && exists(path)) {
      throw new FileAlreadyExistsException(path + " is there");
    }
    return new FSDataOutputStream(new Upload(pathToFile(path)), null);
  }

  @Override
  public FSDataOutputStream create(
      Path path, FsPermission permission, boolean overwrite, int buffer, short replicas, long block, Progressable progress)
      throws IOException {
    return create(path, overwrite, buffer, replicas, block, progress);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    throw new IOException("an object store has no rename");
  }

  @Override
  public FSDataOutputStream append(Path path, int buffer, Progressable progress) throws IOException {
    throw new IOException("an object store has no append");
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    step();
    return super.delete(path, recursive);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    step();
    return super.listStatus(path);
  }

  private static final class Upload extends ByteArrayOutputStream implements Abortable, StreamCapabilities {
    private final File target;
    private boolean ended;

    Upload(File target) {
      this.target = target;
    }

    @Override
    public void write(byte[] content, int offset, int length) {
      try {
        step();
        super.write(content, offset, length / 2);
        step();
        super.write(content, offset + length / 2, length - length / 2);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      if (ended) {
        return;
      }
      ended = true;
      // What was written becomes visible at once, also when writing it failed: that is what stores do.
      Files.createDirectories(target.toPath().getParent());
      java.nio.file.Path upload = Files.createTempFile(target.toPath().getParent(), ".upload", "");
      Files.write(upload, toByteArray());
      Files.move(upload, target.toPath(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public AbortableResult abort() {
      ended = true;
      return new AbortableResult() {
        @Override
        public boolean alreadyClosed() {
          return false;
        }

        @Override
        public IOException anyCleanupException() {
          return null;
        }
      };
    }

    @Override
    public boolean hasCapability(String capability) {
      return capability.equals(StreamCapabilities.ABORTABLE_STREAM);
    }
  }
}
