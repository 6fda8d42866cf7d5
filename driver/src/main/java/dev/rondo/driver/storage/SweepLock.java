package dev.rondo.driver.storage;

import dev.rondo.driver.Json;
import dev.rondo.driver.UserError;
import java.io.IOException;
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
 * however that ends, so it is never stale. Elsewhere the file itself is the lock, and a dead owner is recognised when it was on
 * this host.
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

  private SweepLock(SweepFolder folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /** Who holds a folder. */
  public record Owner(String host, long pid, String since) {
    private static Owner self() {
      return new Owner(hostName(), ProcessHandle.current().pid(), Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private boolean died() {
      return host.equals(hostName()) && pid != ProcessHandle.current().pid() && ProcessHandle.of(pid).isEmpty();
    }

    @Override
    public String toString() {
      return "process " + pid + " on " + host + " since " + since;
    }
  }

  /**
   * Takes the folder.
   *
   * @throws UserError when another driver has it
   */
  public static SweepLock take(SweepFolder folder) throws IOException {
    Path local = folder.local();
    return local == null ? takeShared(folder) : takeLocal(folder, local);
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
      return new SweepLock(folder, channel);
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

  private static SweepLock takeShared(SweepFolder folder) throws IOException {
    String self = Json.line(Owner.self());
    if (!folder.createText(FILE, self)) {
      Owner owner = owner(folder);
      if (owner == null || !owner.died()) {
        throw refused(folder, owner);
      }
      folder.delete(FILE);
      if (!folder.createText(FILE, self)) {
        throw refused(folder, owner(folder));
      }
    }
    return new SweepLock(folder, null);
  }

  private static UserError refused(SweepFolder folder, Owner owner) {
    return UserError.usage(
        folder.location() + " is in use by another driver (" + (owner == null ? "just starting" : owner)
            + "); wait for it, stop it, or give this sweep another folder with --out"
            + (folder.local() == null ? "; if that process is gone for good, delete " + FILE + " there" : ""));
  }

  /** The living driver of a folder; null when there is none. */
  public static Owner holder(SweepFolder folder) throws IOException {
    Path local = folder.local();
    if (local == null) {
      Owner owner = owner(folder);
      return owner == null || owner.died() ? null : owner;
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
    if (channel == null) {
      folder.delete(FILE);
    } else {
      Path file = folder.local().toRealPath().resolve(FILE);
      channel.truncate(0);
      channel.close();
      HELD.remove(file);
    }
  }
}
