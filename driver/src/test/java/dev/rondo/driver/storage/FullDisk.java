package dev.rondo.driver.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/** A local folder, as {@code full:/PATH}, on a disk that is full after some bytes. */
public final class FullDisk extends RawLocalFileSystem {
  static final AtomicLong ROOM = new AtomicLong();

  static SweepFolder folder(java.nio.file.Path path) throws IOException {
    Configuration settings = new Configuration();
    settings.setClass("fs.full.impl", FullDisk.class, org.apache.hadoop.fs.FileSystem.class);
    return SweepFolder.at("full:" + path, settings);
  }

  @Override
  public URI getUri() {
    return URI.create("full:///");
  }

  @Override
  public FSDataOutputStream create(
      Path path, boolean overwrite, int buffer, short replicas, long block, Progressable progress) throws IOException {
    OutputStream disk = super.create(path, overwrite, buffer, replicas, block, progress);
    return new FSDataOutputStream(new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        if (ROOM.decrementAndGet() < 0) {
          throw new IOException("No space left on device");
        }
        disk.write(b);
      }

      @Override
      public void close() throws IOException {
        disk.close();
      }
    }, null);
  }
}
