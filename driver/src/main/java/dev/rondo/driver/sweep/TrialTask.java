package dev.rondo.driver.sweep;

import dev.rondo.core.EpochRow;
import dev.rondo.core.Failure;
import dev.rondo.core.Provenance;
import dev.rondo.core.Status;
import dev.rondo.core.TrialResult;
import dev.rondo.core.checkpoint.CheckpointStore;
import dev.rondo.core.data.DataException;
import dev.rondo.core.task.GeneratedTask;
import dev.rondo.driver.Json;
import dev.rondo.driver.storage.DataClaim;
import dev.rondo.driver.storage.FolderCheckpoints;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** One segment of a trial, from its text to its durable row; the same on every backend. */
final class TrialTask {
  /** One function a JVM for each factory, so that trials share data sets. */
  private static final Map<TrialFunction.Factory, TrialFunction> OPEN = new ConcurrentHashMap<>();

  private TrialTask() {}

  /**
   * Runs the segment; whatever goes wrong in it is a row. Only a row that cannot be written is an exception.
   *
   * @param untilEpoch as {@link TrialBackend#submit} has it
   * @param cancelled whether the trial was told to end; a failure after that is no result, and the trial is to go on later
   * @throws DataException when the data set has gone or changed since the sweep began; there is no row then
   * @throws CancellationException when it failed or stopped because of that; there is no row then
   */
  static TrialRow run(
      TrialConfig config, int untilEpoch, TrialFunction.Factory factory, SweepFolder folder, BooleanSupplier cancelled)
      throws IOException, DataException {
    TrialResult result = train(config, untilEpoch, factory, folder, cancelled);
    folder.write(result);
    TrialRow row = row(result);
    written(row, folder);
    return row;
  }

  /** The result of the segment, which has no row yet; see {@link #run}. */
  static TrialResult train(
      TrialConfig config, int untilEpoch, TrialFunction.Factory factory, SweepFolder folder, BooleanSupplier cancelled)
      throws IOException, DataException {
    FolderCheckpoints checkpoints = new FolderCheckpoints(folder, cancelled);
    TrialResult result;
    try {
      result = OPEN.computeIfAbsent(factory, TrialFunction.Factory::open).run(config, untilEpoch, checkpoints);
    } catch (Exception | LinkageError | OutOfMemoryError | StackOverflowError | AssertionError e) {
      result = failed(config, Failure.of(e, 0), checkpoints);
    }
    boolean unfinished = result.status() == Status.FAILED || result.status() == Status.STOPPED;
    if (unfinished && cancelled.getAsBoolean()) {
      throw new CancellationException("trial " + config.id() + " was cancelled");
    }
    if (result.failure() != null && result.failure().kind().equals(DataException.class.getName())) {
      // It was there when the sweep began. A row would stay when the data is back.
      throw new DataException(result.failure().message() + DataClaim.AGAIN);
    }
    DataClaim.check(folder, result);
    return result.dataset().isEmpty() ? result.withDataset(dataset(config)) : result;
  }

  /** To be called once the row is durable. */
  static void written(TrialRow row, SweepFolder folder) {
    if (!row.status().equals(Status.STOPPED.text())) {
      new FolderCheckpoints(folder, () -> false).deleteAll(row.id());
    }
  }

  /** A trial that failed before it had its data still belongs to the data set that it asked for, in counts and reports. */
  private static String dataset(TrialConfig config) {
    for (String path : List.of("task.set", "task.path")) {
      if (config.values().containsKey(path)) {
        return config.values().get(path);
      }
    }
    String kind = config.values().getOrDefault("task.kind", "");
    String length = config.values().get("task.length");
    return length == null ? kind : GeneratedTask.name(kind, length);
  }

  /** The result of a trial that left none, with the epochs of its newest checkpoint. */
  static TrialResult failed(TrialConfig config, Failure failure, CheckpointStore checkpoints) {
    Provenance unknown = new Provenance(
        "", System.getProperty("java.vendor") + " " + System.getProperty("java.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"),
        "", "", 1, "", "");
    return TrialResult.failed(config, dataset(config), failure, unknown, checkpoints);
  }

  /** What the driver needs to know of a result. */
  static TrialRow row(TrialResult r) {
    return new TrialRow(
        r.config().id(), r.config().variant(), r.task(), r.dataset(), r.status().text(), r.epochsRun(), r.bestEpoch(),
        r.trainLoss(), r.validLoss(), r.testLoss(), new TreeMap<>(r.metrics()), r.config().values(),
        r.failure() == null ? "" : String.valueOf(r.failure().message()),
        r.epochs().stream().map(EpochRow::validLoss).toList(),
        ChronoUnit.MICROS.between(Instant.EPOCH, r.finishedAt()), r.wallSeconds());
  }

  /**
   * What a task says to the driver: the rows it wrote, or why it could not write them, or that Spark ran it before.
   *
   * @param rows without their settings, which the driver knows; null when there are none
   * @param error of the storage; null when there is none
   * @param again which task it is when an attempt before this one was lost, so that no trial was run; else null
   * @param data what is wrong with the data; null when nothing is
   */
  record Reply(List<TrialRow> rows, String error, LostAttempts.Place again, String data) {
    static Reply of(List<TrialRow> rows) {
      return new Reply(rows.stream().map(TrialRow::withoutConfig).toList(), null, null, null);
    }

    static Reply error(String message) {
      return new Reply(null, message, null, null);
    }

    static Reply again(LostAttempts.Place place) {
      return new Reply(null, null, place, null);
    }

    static Reply data(String message) {
      return new Reply(null, null, null, message);
    }

    String toJson() {
      return Json.line(this);
    }

    static Reply fromJson(String json) {
      return Json.read(json, Reply.class);
    }
  }
}
