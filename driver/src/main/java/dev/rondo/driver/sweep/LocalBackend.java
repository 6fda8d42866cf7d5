package dev.rondo.driver.sweep;

import dev.rondo.core.data.DataException;
import dev.rondo.driver.UserError;
import dev.rondo.driver.storage.FolderCheckpoints;
import dev.rondo.driver.storage.StorageFailure;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Runs trials on threads of this process, one thread a trial. */
public final class LocalBackend implements TrialBackend {
  private static final long LAST_WORDS_SECONDS = 2;

  private final SweepFolder folder;
  private final TrialFunction.Factory factory;
  private final int threads;
  private final ExecutorService pool;
  /** What ended: a row, or the error of writing one. */
  private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();

  public LocalBackend(SweepFolder folder, TrialFunction.Factory factory, int threads) {
    this.folder = folder;
    this.factory = factory;
    this.threads = threads;
    this.pool = Executors.newFixedThreadPool(threads, task -> {
      Thread thread = new Thread(task, "trial");
      thread.setDaemon(true);
      return thread;
    });
  }

  @Override
  public int capacity() {
    return 2 * threads;
  }

  @Override
  public void submit(List<TrialConfig> trials, int untilEpoch) {
    FolderCheckpoints.handOn(folder, trials);
    for (TrialConfig trial : trials) {
      pool.execute(() -> run(trial, untilEpoch));
    }
  }

  private void run(TrialConfig trial, int untilEpoch) {
    try (Heartbeats.Trial told = Heartbeats.begin(trial, folder, "driver")) {
      ended.add(new Ended(TrialTask.run(trial, untilEpoch, factory, folder, pool::isShutdown), null));
    } catch (CancellationException e) {
      // No one waits for it any more.
    } catch (IOException | DataException | RuntimeException e) {
      ended.add(new Ended(null, e));
    }
  }

  @Override
  public Optional<TrialRow> poll(Duration patience) throws InterruptedException {
    Ended next = ended.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (next == null) {
      return Optional.empty();
    }
    if (next.error instanceof DataException) {
      throw UserError.data(next.error.getMessage(), next.error);
    }
    if (next.error != null) {
      throw StorageFailure.of("cannot write a row into", folder.location(), next.error);
    }
    return Optional.of(next.row);
  }

  /** Waits a little, so that rows and checkpoints which are being written are whole or gone when this returns. */
  @Override
  public void close() {
    pool.shutdownNow();
    try {
      pool.awaitTermination(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Ended(TrialRow row, Exception error) {}
}
