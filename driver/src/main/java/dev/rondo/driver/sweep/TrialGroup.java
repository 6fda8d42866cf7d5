package dev.rondo.driver.sweep;

import dev.rondo.core.Status;
import dev.rondo.core.TrialResult;
import dev.rondo.core.data.DataException;
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
 * comes after it, gets a file of its own, and so does a row that a later run may replace. So do all rows when the driver has
 * given the group up in the meantime and runs its trials one by one: no row is ever in both.
 */
final class TrialGroup {
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(task -> {
    Thread thread = new Thread(task, "rows that wait");
    thread.setDaemon(true);
    return thread;
  });

  private final SweepFolder folder;
  /** Of all trials of the group; computing one takes a while. */
  private final List<String> ids;
  private final List<TrialRow> rows = new ArrayList<>();
  /** Results that are not durable yet, and their rows. */
  private final List<TrialResult> waiting = new ArrayList<>();
  private final List<TrialRow> waitingRows = new ArrayList<>();
  private boolean eachAlone;
  private long waitingSince;
  private IOException failure;

  private TrialGroup(SweepFolder folder, List<TrialConfig> trials) {
    this.folder = folder;
    this.ids = trials.stream().map(TrialConfig::id).toList();
  }

  /**
   * Runs a segment of each trial; their rows are durable when this returns. A second run of the same group overwrites what the
   * first one wrote.
   *
   * @param executor where this is, for {@code rondo status}
   * @param cancelled as {@link TrialTask#run} has it
   * @throws DataException as {@link TrialTask#run} does; the trials that ended before have their rows
   * @throws CancellationException as {@link TrialTask#run} does; the trials that ended before have their rows
   */
  static List<TrialRow> run(
      List<TrialConfig> trials, int untilEpoch, TrialFunction.Factory factory, SweepFolder folder, String executor,
      BooleanSupplier cancelled) throws IOException, DataException {
    if (trials.size() == 1) {
      try (Heartbeats.Trial told = Heartbeats.begin(trials.get(0), folder, executor)) {
        return List.of(TrialTask.run(trials.get(0), untilEpoch, factory, folder, cancelled));
      }
    }
    TrialGroup group = new TrialGroup(folder, trials);
    ScheduledFuture<?> clock =
        CLOCK.scheduleWithFixedDelay(group::tick, LONGEST_WAIT_NANOS / 4, LONGEST_WAIT_NANOS / 4, TimeUnit.NANOSECONDS);
    try {
      Set<String> ended = group.begin();
      for (int i = 0; i < trials.size(); i++) {
        if (!ended.contains(group.ids.get(i))) {
          try (Heartbeats.Trial told = Heartbeats.begin(trials.get(i), folder, executor)) {
            group.add(TrialTask.train(trials.get(i), untilEpoch, factory, folder, cancelled));
          }
        }
      }
      return group.finish();
    } catch (CancellationException | DataException e) {
      group.writeEach();
      throw e;
    } finally {
      clock.cancel(false);
    }
  }

  /** Looks for rows of an earlier run of this group, or of earlier segments; gives the trials that need not run again. */
  private synchronized Set<String> begin() throws IOException {
    rows.addAll(folder.readTogether(ids));
    eachAlone = !rows.isEmpty();
    for (String id : ids) {
      eachAlone = eachAlone || folder.hasRow(id);
    }
    return rows.stream().map(TrialRow::id).collect(Collectors.toSet());
  }

  private synchronized void add(TrialResult result) throws IOException {
    TrialRow row = TrialTask.row(result);
    rows.add(row);
    boolean last = result.status() == Status.OK || result.status() == Status.DIVERGED;
    if (eachAlone || !last) {
      folder.write(result);
      TrialTask.written(row, folder);
      return;
    }
    if (waiting.isEmpty()) {
      waitingSince = System.nanoTime();
    }
    waiting.add(result);
    waitingRows.add(row);
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
      folder.write(result);
    }
    written();
  }

  private synchronized List<TrialRow> finish() throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (!waiting.isEmpty() && folder.claimTogether(ids)) {
      folder.writeTogether(ids, waiting);
      folder.releaseTogether(ids);
      written();
    } else {
      writeEach();
    }
    return rows;
  }

  private void written() {
    waitingRows.forEach(row -> TrialTask.written(row, folder));
    waiting.clear();
    waitingRows.clear();
  }
}
