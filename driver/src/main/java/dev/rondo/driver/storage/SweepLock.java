package dev.rondo.driver.storage;

import dev.rondo.driver.Json;
import dev.rondo.driver.UserError;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second driver off a sweep's folder. On a local disk the system's own file lock decides: it ends with the process,
 * however that ends, so it is never stale. Elsewhere a {@link Lease} does.
 */
public final class SweepLock implements AutoCloseable {
  static final String FILE = ".driver.lock";

  /**
   * What this process holds. POSIX drops all locks that a process has on a file when it closes any channel to it, so a folder
   * that is held here is never opened a second time.
   */
  private static final Map<Path, Owner> HELD = new ConcurrentHashMap<>();

  private static final int ATTEMPTS = 5;

  private final SweepFolder folder;
  private final FileChannel channel; // null when the folder is not local

  private final Lease lease; // null when it is

  private SweepLock(SweepFolder folder, FileChannel channel, Lease lease) {
    this.folder = folder;
    this.channel = channel;
    this.lease = lease;
  }

  /** Who holds a folder. */
  public record Owner(String host, long pid, String user, String since) {
    static Owner self() {
      return new Owner(
          hostName(), ProcessHandle.current().pid(), System.getProperty("user.name"),
          Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    @Override
    public String toString() {
      return "process " + pid + " of " + user + " on " + host + " since " + since;
    }
  }

  /**
   * Takes the folder.
   *
   * @param messages for a person: that it takes a while
   * @throws UserError when another driver has it
   */
  public static SweepLock take(SweepFolder folder, PrintStream messages) throws IOException {
    Path local = folder.local();
    return local == null
        ? new SweepLock(folder, null, Lease.take(folder, messages, Lease.Pace.USUAL)) : takeLocal(folder, local);
  }

  private static SweepLock takeLocal(SweepFolder folder, Path root) throws IOException {
    Files.createDirectories(root);
    Path file = root.toRealPath().resolve(FILE);
    Owner self = Owner.self();
    Owner here = HELD.putIfAbsent(file, self);
    if (here != null) {
      throw refused(folder, here);
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!lock(channel)) {
        throw refused(folder, owner(folder));
      }
      // The file stays when the sweep ends: deleting a lock file lets a third process lock a new one beside a waiting second.
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(Json.line(self).getBytes(StandardCharsets.UTF_8)), 0);
      return new SweepLock(folder, channel, null);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      HELD.remove(file);
      throw e;
    }
  }

  /** Tries a few times, because {@link #holder} in another process takes the lock for an instant. */
  private static boolean lock(FileChannel channel) throws IOException {
    for (int attempt = 1; channel.tryLock() == null; attempt++) {
      if (attempt == ATTEMPTS) {
        return false;
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  static UserError refused(SweepFolder folder, Owner owner) {
    return UserError.cluster(
        folder.location() + " is in use by another driver (" + name(owner) + "); wait for it, stop it, or give this sweep another"
            + " folder with --out", null);
  }

  static String name(Owner owner) {
    return owner == null ? "one that is just starting" : owner.toString();
  }

  /** @throws UserError when another driver has taken the folder over, which happens to one that was silent for long */
  public void check() {
    if (lease != null) {
      lease.check();
    }
  }

  /** The living driver of a folder; null when there is none. */
  public static Owner holder(SweepFolder folder) throws IOException {
    Path local = folder.local();
    if (local == null) {
      return Lease.holder(folder);
    }
    Path file = local.resolve(FILE);
    if (!Files.exists(file)) {
      return null;
    }
    file = file.toRealPath();
    Owner here = HELD.get(file);
    if (here != null) {
      return here;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return lock == null ? owner(folder) : null;
    }
  }

  private static Owner owner(SweepFolder folder) throws IOException {
    String text = folder.readText(FILE);
    try {
      return text == null || text.isBlank() ? null : Json.read(text, Owner.class);
    } catch (IllegalArgumentException e) {
      return null; // being written at this moment
    }
  }

  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  @Override
  public void close() throws IOException {
    if (lease != null) {
      lease.close();
    } else {
      Path file = folder.local().toRealPath().resolve(FILE);
      channel.truncate(0);
      channel.close();
      HELD.remove(file);
    }
  }
}
