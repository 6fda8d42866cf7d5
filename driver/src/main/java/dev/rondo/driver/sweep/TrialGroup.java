package dev.rondo.driver.sweep;

import dev.rondo.core.Status;
import dev.rondo.core.TrialResult;
import dev.rondo.driver.storage.FolderCheckpoints;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * The trials of one task. Rows of several tiny trials become one file, since making a file durable costs more than such a trial.
 * That file is written when all trials of the group have ended, or not at all: a row that has waited for two seconds, and what
 * comes after it, gets a file of its own, and so does a row that a later run may replace.
 */
final class TrialGroup {
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(task -> {
    Thread thread = new Thread(task, "rows that wait");
    thread.setDaemon(true);
    return thread;
  });

  private final SweepFolder folder;
  /** Results without a row. */
  private final List<TrialResult> waiting = new ArrayList<>();
  private boolean eachAlone;
  private long waitingSince;
  private IOException failure;

  private TrialGroup(SweepFolder folder) {
    this.folder = folder;
  }

  /**
   * Runs a segment of each trial; their rows are durable when this returns. A second run of the same group overwrites what the
   * first one wrote.
   *
   * @param cancelled as {@link TrialTask#run} has it
   * @throws CancellationException as {@link TrialTask#run} does; the trials that ended before have their rows
   */
  static List<TrialRow> run(
      List<TrialConfig> trials, int untilEpoch, TrialFunction.Factory factory, SweepFolder folder, BooleanSupplier cancelled)
      throws IOException {
    if (trials.size() == 1) {
      return List.of(TrialTask.run(trials.get(0), untilEpoch, factory, folder, cancelled));
    }
    // Left by an executor that died before it could say so.
    List<TrialRow> rows = new ArrayList<>(folder.readTogether(trials));
    Set<String> ended = rows.stream().map(TrialRow::id).collect(Collectors.toSet());
    TrialGroup group = new TrialGroup(folder);
    group.eachAlone = !rows.isEmpty() || group.hasRows(trials);
    ScheduledFuture<?> clock =
        CLOCK.scheduleWithFixedDelay(group::tick, LONGEST_WAIT_NANOS / 4, LONGEST_WAIT_NANOS / 4, TimeUnit.NANOSECONDS);
    try {
      for (TrialConfig trial : trials) {
        if (!ended.contains(trial.id())) {
          TrialResult result =
              TrialTask.train(trial, untilEpoch, factory, new FolderCheckpoints(folder, cancelled), cancelled);
          group.add(result);
          rows.add(TrialTask.row(result));
        }
      }
      group.finish(trials);
    } catch (CancellationException e) {
      group.writeEach();
      throw e;
    } finally {
      clock.cancel(false);
    }
    return rows;
  }

  /** Whether rows of single trials are there, of an earlier segment or of an earlier run of this group. */
  private boolean hasRows(List<TrialConfig> trials) throws IOException {
    for (TrialConfig trial : trials) {
      if (folder.hasRow(trial.id())) {
        return true;
      }
    }
    return false;
  }

  private synchronized void add(TrialResult result) throws IOException {
    boolean last = result.status() == Status.OK || result.status() == Status.DIVERGED;
    if (eachAlone || !last) {
      write(result);
      return;
    }
    if (waiting.isEmpty()) {
      waitingSince = System.nanoTime();
    }
    waiting.add(result);
  }

  private void write(TrialResult result) throws IOException {
    folder.write(result);
    TrialTask.written(result, folder);
  }

  private synchronized void tick() {
    if (!waiting.isEmpty() && System.nanoTime() - waitingSince > LONGEST_WAIT_NANOS) {
      try {
        writeEach();
      } catch (IOException e) {
        failure = e;
      }
    }
  }

  private synchronized void writeEach() throws IOException {
    eachAlone = true;
    for (TrialResult result : waiting) {
      write(result);
    }
    waiting.clear();
  }

  private synchronized void finish(List<TrialConfig> trials) throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (!waiting.isEmpty()) {
      folder.writeTogether(trials, waiting);
      waiting.forEach(result -> TrialTask.written(result, folder));
      waiting.clear();
    }
  }
}
