package dev.rondo.driver.storage;

import dev.rondo.driver.Json;
import dev.rondo.driver.UserError;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * The lock of a folder that is not on a local disk, where no system tells that a process has died: a file that says who holds the
 * folder, and another one that its holder writes anew every few seconds. Whoever finds the lock watches: when the second file
 * changes the holder lives; when nothing changes for {@link Pace#dead} it is dead, and the lock is taken over. Clocks of different
 * machines are never compared. A holder that finds another one's name in the file has lost the folder and must end.
 */
final class Lease implements AutoCloseable {
  private static final String BEAT = ".driver.beat";
  /** After running trials have left their checkpoints, and before Hadoop closes its file systems. */
  private static final int HOOK_PRIORITY = 50;

  /**
   * @param beat from one sign of life to the next
   * @param dead silence after which a holder counts as dead
   * @param settle how long to wait before the file is read back, where two processes could have written it at once
   */
  record Pace(Duration beat, Duration dead, Duration settle) {
    static final Pace USUAL = new Pace(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(3));
  }

  /** What the lock file holds; the id tells two drivers of one process apart. */
  private record Ticket(String id, SweepLock.Owner owner) {}

  private final SweepFolder folder;
  private final String ticket;
  private final Pace pace;
  private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(task -> {
    Thread thread = new Thread(task, "rondo-lock");
    thread.setDaemon(true);
    return thread;
  });
  private final Runnable hook = this::release;
  private String grave; // of the holder before, if it died
  private long beats;
  private boolean released;
  private volatile String takenBy;

  private Lease(SweepFolder folder, Pace pace) {
    this.folder = folder;
    this.pace = pace;
    this.ticket = Json.line(new Ticket(UUID.randomUUID().toString(), SweepLock.Owner.self()));
  }

  /**
   * Takes the folder; waits as long as it takes to know that the holder of a lock lives or is dead.
   *
   * @throws UserError when it lives
   */
  static Lease take(SweepFolder folder, PrintStream messages, Pace pace) throws IOException {
    Lease lease = new Lease(folder, pace);
    if (!lease.create()) {
      String dead = lease.awaitDeath(messages);
      if (folder.buries()) {
        lease.buryAndCreate(dead);
      } else {
        lease.takeOver();
      }
    }
    lease.start();
    return lease;
  }

  private boolean create() throws IOException {
    if (!folder.createText(SweepLock.FILE, ticket)) {
      return false;
    }
    if (!folder.createsForOne()) {
      settle();
    }
    return true;
  }

  /**
   * Of several who find the same dead holder's file one moves it away: its grave has a name that this file alone has. One who comes
   * late finds the grave taken, or, when that was cleared away since, sees that it moved another file and puts that back.
   */
  private void buryAndCreate(String dead) throws IOException {
    if (dead != null) {
      grave = SweepLock.FILE + "-" + UUID.nameUUIDFromBytes(dead.getBytes(StandardCharsets.UTF_8));
      boolean buried = folder.bury(SweepLock.FILE, grave);
      if (buried && !dead.equals(folder.readText(grave))) {
        folder.bury(grave, SweepLock.FILE);
        buried = false;
      }
      if (!buried) {
        grave = null;
        throw SweepLock.refused(folder, owner(folder.readText(SweepLock.FILE)));
      }
    }
    if (!create()) {
      throw SweepLock.refused(folder, owner(folder.readText(SweepLock.FILE)));
    }
  }

  private void takeOver() throws IOException {
    folder.writeText(SweepLock.FILE, ticket);
    settle();
  }

  /** Several may have written, and the last one holds the folder. */
  private void settle() throws IOException {
    sleep(pace.settle);
    String now = folder.readText(SweepLock.FILE);
    if (!ticket.equals(now)) {
      throw SweepLock.refused(folder, owner(now));
    }
  }

  /** @return what a dead holder's file says; null when there is none any more */
  private String awaitDeath(PrintStream messages) throws IOException {
    String holder = folder.readText(SweepLock.FILE);
    String beat = folder.readText(BEAT);
    long start = System.nanoTime();
    if (holder != null) {
      messages.println(
          "rondo: " + folder.location() + " is locked by " + SweepLock.name(owner(holder)) + "; watching for up to "
              + pace.dead.toSeconds() + " s whether that driver lives");
    }
    while (holder != null && System.nanoTime() - start < pace.dead.toNanos()) {
      sleep(pace.beat.dividedBy(4));
      String now = folder.readText(SweepLock.FILE);
      if (now != null && (!now.equals(holder) || !Objects.equals(folder.readText(BEAT), beat))) {
        throw SweepLock.refused(folder, owner(now));
      }
      holder = now;
    }
    return holder;
  }

  private void start() throws IOException {
    beat();
    heart.scheduleWithFixedDelay(this::beatOn, pace.beat.toMillis(), pace.beat.toMillis(), TimeUnit.MILLISECONDS);
    ShutdownHookManager.get().addShutdownHook(hook, HOOK_PRIORITY);
  }

  /** Shows life, or finds that another one holds the folder. */
  synchronized void beat() throws IOException {
    if (released || takenBy != null) {
      return;
    }
    String now = folder.readText(SweepLock.FILE);
    if (ticket.equals(now)) {
      beats++;
      folder.writeText(BEAT, ticket + " " + beats);
    } else {
      takenBy = now == null ? "its lock file was deleted" : "it is now held by " + SweepLock.name(owner(now));
    }
  }

  private void beatOn() {
    try {
      beat();
    } catch (IOException | RuntimeException e) {
      // The next beat may come through. While it does not, rows are not written either, and that is told.
    }
  }

  /** @throws UserError when another driver has the folder now */
  void check() {
    if (takenBy != null) {
      throw UserError.cluster(
          folder.location() + " is no longer held by this driver: " + takenBy + "; a driver that is silent for "
              + pace.dead.toSeconds() + " s counts as dead, and what has ended is kept; wait for the other driver, or run the"
              + " same command again when it has gone", null);
    }
  }

  /** The holder of a folder when it showed life lately, by the clocks of the storage and of this machine. */
  static SweepLock.Owner holder(SweepFolder folder) throws IOException {
    String text = folder.readText(SweepLock.FILE);
    if (text == null) {
      return null;
    }
    long last = Math.max(folder.modifiedAt(BEAT), folder.modifiedAt(SweepLock.FILE));
    boolean silent = System.currentTimeMillis() - last > Pace.USUAL.dead.toMillis();
    return silent ? null : owner(text);
  }

  private static SweepLock.Owner owner(String text) {
    try {
      return text == null || text.isBlank() ? null : Json.read(text, Ticket.class).owner();
    } catch (IllegalArgumentException e) {
      return null; // being written at this moment
    }
  }

  private static void sleep(Duration time) throws IOException {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the lock of the folder", e);
    }
  }

  @Override
  public void close() {
    heart.shutdownNow();
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
    release();
  }

  private synchronized void release() {
    if (released) {
      return;
    }
    released = true;
    try {
      if (ticket.equals(folder.readText(SweepLock.FILE))) {
        folder.delete(BEAT);
        if (grave != null) {
          folder.delete(grave);
        }
        folder.delete(SweepLock.FILE);
      }
    } catch (IOException e) {
      // It expires by itself.
    }
  }
}
