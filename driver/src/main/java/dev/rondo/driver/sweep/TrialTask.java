package dev.rondo.driver.sweep;

import dev.rondo.core.EpochRow;
import dev.rondo.core.Failure;
import dev.rondo.core.Provenance;
import dev.rondo.core.Status;
import dev.rondo.core.TrialResult;
import dev.rondo.core.checkpoint.CheckpointStore;
import dev.rondo.driver.Json;
import dev.rondo.driver.storage.FolderCheckpoints;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
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
   * @throws CancellationException when it failed or stopped because of that; there is no row then
   */
  static TrialRow run(
      TrialConfig config, int untilEpoch, TrialFunction.Factory factory, SweepFolder folder, BooleanSupplier cancelled)
      throws IOException {
    TrialResult result = train(config, untilEpoch, factory, new FolderCheckpoints(folder, cancelled), cancelled);
    folder.write(result);
    TrialRow row = row(result);
    written(row, folder);
    return row;
  }

  /** The result of the segment, which has no row yet; see {@link #run}. */
  static TrialResult train(
      TrialConfig config, int untilEpoch, TrialFunction.Factory factory, CheckpointStore checkpoints,
      BooleanSupplier cancelled) {
    Instant start = Instant.now();
    TrialResult result;
    try {
      result = OPEN.computeIfAbsent(factory, TrialFunction.Factory::open).run(config, untilEpoch, checkpoints);
    } catch (Exception | LinkageError | OutOfMemoryError | StackOverflowError | AssertionError e) {
      result = failed(config, start, kind(e), String.valueOf(e.getMessage()), stack(e));
    }
    boolean unfinished = result.status() == Status.FAILED || result.status() == Status.STOPPED;
    if (unfinished && cancelled.getAsBoolean()) {
      throw new CancellationException("trial " + config.id() + " was cancelled");
    }
    return result.dataset().isEmpty() ? withDataset(result, dataset(config)) : result;
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
    return config.values().getOrDefault("task.kind", "");
  }

  private static TrialResult withDataset(TrialResult r, String dataset) {
    return new TrialResult(
        r.config(), r.task(), dataset, r.status(), r.epochsRun(), r.bestEpoch(), r.trainLoss(), r.validLoss(), r.testLoss(),
        r.metrics(), r.failure(), r.provenance(), r.startedAt(), r.finishedAt(), r.wallSeconds(),
        r.resumedFromEpoch(), r.flops(), r.epochs(), r.probes());
  }

  /** The result of a trial that left none. */
  static TrialResult failed(TrialConfig config, Instant start, String kind, String message, String stack) {
    Instant end = Instant.now();
    Provenance unknown = new Provenance(
        "", System.getProperty("java.vendor") + " " + System.getProperty("java.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"),
        "", "", 1, "", "");
    return new TrialResult(
        config,
        config.values().getOrDefault("task.kind", ""),
        dataset(config),
        Status.FAILED, 0, 0, Double.NaN, Double.NaN, Double.NaN, Map.of(),
        new Failure(kind, message, stack, 0),
        unknown, start, end, ChronoUnit.MICROS.between(start, end) * 1e-6, null, 0, List.of(), List.of());
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

  private static String kind(Throwable e) {
    return e instanceof OutOfMemoryError ? "out-of-memory" : e.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String stack(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /**
   * What a task says to the driver: the rows it wrote, or why it could not write them.
   *
   * @param rows null when there is an error
   * @param error null when there are rows
   */
  record Reply(List<TrialRow> rows, String error) {
    String toJson() {
      return Json.line(this);
    }

    static Reply fromJson(String json) {
      return Json.read(json, Reply.class);
    }
  }
}
