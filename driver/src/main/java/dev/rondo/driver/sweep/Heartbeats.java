package dev.rondo.driver.sweep;

import dev.rondo.core.EpochListener;
import dev.rondo.core.EpochRow;
import dev.rondo.driver.storage.RunningTrial;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Says in the sweep's folder which trials this process is at. A thread of its own writes, so that no trial waits for the storage;
 * trials that end within two seconds leave no file at all.
 */
final class Heartbeats {
  /** From a trial's start to its first word. */
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(2);
  /** From one word to the next at least, when there are new epochs to tell of. */
  private static final long NEWS_NANOS = TimeUnit.SECONDS.toNanos(10);
  /** The same when there are none. */
  private static final long ALIVE_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Trials of this process by the thread that they run on. */
  private static final Map<Thread, Trial> HERE = new ConcurrentHashMap<>();

  /** Takes note of the epochs of the trial that runs on the same thread. */
  static final EpochListener EPOCHS = (config, row) -> {
    Trial trial = HERE.get(Thread.currentThread());
    if (trial != null) {
      trial.last = row;
    }
  };

  static {
    Executors.newSingleThreadScheduledExecutor(task -> {
      Thread thread = new Thread(task, "rondo-heartbeats");
      thread.setDaemon(true);
      return thread;
    }).scheduleWithFixedDelay(() -> beat(System.nanoTime()), 1, 1, TimeUnit.SECONDS);
  }

  private Heartbeats() {}

  /** A trial begins on this thread; it ends by closing what this returns. */
  static Trial begin(TrialConfig config, SweepFolder folder, String executor) {
    Trial trial = new Trial(config, folder, executor);
    HERE.put(trial.thread, trial);
    return trial;
  }

  /** Writes what is due. */
  static void beat(long nanos) {
    HERE.values().forEach(trial -> trial.beat(nanos));
  }

  /** One trial that is running. */
  static final class Trial implements AutoCloseable {
    private final TrialConfig config;
    private final SweepFolder folder;
    private final String executor;
    private final Thread thread = Thread.currentThread();
    private final Instant since = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final long begun = System.nanoTime();
    private volatile EpochRow last;
    private EpochRow told;
    private boolean written;
    private long writtenAt;
    private boolean ended;

    private Trial(TrialConfig config, SweepFolder folder, String executor) {
      this.config = config;
      this.folder = folder;
      this.executor = executor;
    }

    private synchronized void beat(long nanos) {
      EpochRow now = last;
      boolean due = written
          ? nanos - writtenAt >= (now == told ? ALIVE_NANOS : NEWS_NANOS)
          : nanos - begun >= FIRST_NANOS;
      if (ended || !due) {
        return;
      }
      written = true;
      writtenAt = nanos;
      told = now;
      try {
        RunningTrial.of(
            config, executor, since, now == null ? 0 : now.epoch(), now == null ? null : now.validLoss()).write(folder);
      } catch (IOException | RuntimeException e) {
        // Costs the status a line and the trial nothing; a folder that cannot be written ends the sweep elsewhere.
      }
    }

    @Override
    public void close() {
      HERE.remove(thread);
      synchronized (this) {
        ended = true;
        if (written) {
          try {
            RunningTrial.delete(folder, config.id());
          } catch (IOException e) {
            // The next driver does it.
          }
        }
      }
    }
  }
}
