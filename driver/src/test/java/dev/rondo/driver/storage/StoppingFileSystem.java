package dev.rondo.driver.storage;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local disk under another scheme, so that it is no local disk to Rondo; ends before any change, as a killed process does. */
public final class StoppingFileSystem extends RawLocalFileSystem {
  /** How many more changes happen; none after that. */
  static int changesLeft = Integer.MAX_VALUE;

  static SweepFolder folder(java.nio.file.Path path) throws IOException {
    Configuration settings = new Configuration(false);
    settings.set("fs.hdfs.impl", StoppingFileSystem.class.getName());
    settings.setBoolean("fs.hdfs.impl.disable.cache", true);
    return SweepFolder.at("hdfs://test" + path, settings);
  }

  @Override
  public String getScheme() {
    return "hdfs";
  }

  @Override
  public URI getUri() {
    return URI.create("hdfs://test");
  }

  @Override
  public File pathToFile(Path path) {
    return new File(path.toUri().getPath());
  }

  private static void change() throws IOException {
    if (changesLeft <= 0) {
      throw new IOException("the process has ended");
    }
    changesLeft--;
  }

  @Override
  public FSDataOutputStream create(
      Path f, FsPermission permission, boolean overwrite, int bufferSize, short replication, long blockSize,
      Progressable progress) throws IOException {
    change();
    return super.create(f, permission, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    change();
    return super.rename(from, to);
  }

  @Override
  public boolean mkdirs(Path f) throws IOException {
    change();
    return super.mkdirs(f);
  }

  /** Deletes a folder file by file, since it can be cut in the middle. */
  @Override
  public boolean delete(Path f, boolean recursive) throws IOException {
    if (recursive && exists(f) && getFileStatus(f).isDirectory()) {
      for (FileStatus file : listStatus(f)) {
        delete(file.getPath(), true);
      }
    }
    change();
    return super.delete(f, recursive);
  }
}
