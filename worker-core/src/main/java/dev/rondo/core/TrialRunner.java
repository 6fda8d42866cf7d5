package dev.rondo.core;

import dev.rondo.core.checkpoint.Checkpoint.Origin;
import dev.rondo.core.checkpoint.Checkpoint;
import dev.rondo.core.checkpoint.CheckpointStore;
import dev.rondo.core.checkpoint.Checkpoints;
import dev.rondo.core.data.DataException;
import dev.rondo.core.data.DataSets;
import dev.rondo.core.task.Task;
import dev.rondo.spec.Lineage;
import dev.rondo.spec.Params;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.strategy.Segment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs trials in this process, one thread each. Safe for use by several threads. */
public final class TrialRunner {
  /** Settings that name files or folders. */
  private static final List<String> PATHS = List.of("task.path", "task.phrases", "task.vectors");

  private final Path dataRoot;
  private final Path specFolder;
  private final double checkpointSeconds;
  private final double timeoutSeconds;

  /**
   * @param dataRoot folder of the data sets, or null when none was given (built-in data needs none)
   * @param specFolder folder of the spec, where relative paths of settings are looked for last, or null
   */
  public TrialRunner(Path dataRoot, Path specFolder) {
    this(dataRoot, specFolder, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /**
   * One that leaves checkpoints and gives trials up.
   *
   * @param checkpointSeconds from one checkpoint to the next; infinite for none by time
   * @param timeoutSeconds of work on a trial, all its segments together; infinite for no limit
   */
  public TrialRunner(Path dataRoot, Path specFolder, double checkpointSeconds, double timeoutSeconds) {
    this.dataRoot = dataRoot;
    this.specFolder = specFolder;
    this.checkpointSeconds = checkpointSeconds;
    this.timeoutSeconds = timeoutSeconds;
  }

  /** Trains; every failure of the trial is a result with status FAILED or DIVERGED, never an exception. */
  public TrialResult run(TrialConfig config, EpochListener listener) {
    return run(config, Segment.TO_THE_END, CheckpointStore.NONE, listener);
  }

  /**
   * Trains one segment: from the newest checkpoint on, or from the start, until an epoch. A trial that could go on leaves a
   * checkpoint there and has status STOPPED, with the figures and rows of all epochs so far; the next segment goes on as if it
   * had never stopped. When the store wants the trial to end before, the status is STOPPED as well, without a test loss.
   *
   * @param untilEpoch from 1; {@link Segment#TO_THE_END} for no limit of its own
   */
  public TrialResult run(TrialConfig config, int untilEpoch, CheckpointStore store, EpochListener listener) {
    return run(config, untilEpoch, store, listener, null);
  }

  /**
   * Trains, and writes the best parameters into {@code modelFolder} as model.safetensors and config.json: those that
   * evaluation uses, in single precision.
   *
   * @throws UncheckedIOException when the folder cannot be written
   */
  public TrialResult runAndSave(TrialConfig config, EpochListener listener, Path modelFolder) {
    return runAndSave(config, Segment.TO_THE_END, listener, modelFolder);
  }

  /** The same up to an epoch, as {@link #run(TrialConfig, int, CheckpointStore, EpochListener)} has it. */
  public TrialResult runAndSave(TrialConfig config, int untilEpoch, EpochListener listener, Path modelFolder) {
    return run(config, untilEpoch, CheckpointStore.NONE, listener, modelFolder);
  }

  /**
   * Builds every component once and reads the data.
   *
   * @throws DataException when the data set is missing or damaged
   * @throws IllegalArgumentException when components do not fit together
   */
  public Estimate check(TrialConfig config) throws DataException {
    return Model.of(config, task(config)).estimate();
  }

  /** A trained network: its components, and its parameters as evaluation uses them, in the order of their layout. */
  public record Trained(Model model, float[] parameters) {}

  /**
   * Reads a model that {@link #runAndSave} wrote, and its data.
   *
   * @throws IOException when the folder cannot be read
   * @throws DataException when the data set is missing or damaged
   * @throws IllegalArgumentException when the folder holds no whole model
   */
  public Trained load(Path modelFolder) throws IOException, DataException {
    TrialConfig config = SavedModel.config(modelFolder);
    Model model = Model.of(config, task(config));
    return new Trained(model, SavedModel.parameters(modelFolder, model.network().layout().size()));
  }

  private Task task(TrialConfig config) throws DataException {
    Map<String, String> values = new TreeMap<>(config.values());
    Params given = Params.of(values);
    for (String path : PATHS) {
      if (!given.isNone(path)) {
        values.put(path, DataSets.locate(Path.of(values.get(path)), dataRoot, specFolder).toString());
      }
    }
    return Task.of(Params.of(values).at("task"), dataRoot);
  }

  private TrialResult run(
      TrialConfig config, int untilEpoch, CheckpointStore store, EpochListener listener, Path modelFolder) {
    TrialClock clock = new TrialClock();
    Task task = null;
    try {
      task = task(config);
      List<Lineage> lineage = Lineage.of(config);
      Origin origin = new Origin(config.id(), Build.id(), task.data().hash());
      Checkpoints checkpoints = new Checkpoints(store, origin, last(lineage), checkpointSeconds);
      Optional<Checkpoint> from = checkpoints.newest(untilEpoch);
      if (from.isEmpty() && !lineage.isEmpty()) {
        from = Optional.of(replay(lineage, task, store));
      }
      try (Trainer trainer = new Trainer(Model.of(config, task), clock, checkpoints, timeoutSeconds)) {
        try {
          trainer.run(from, untilEpoch, listener);
        } catch (Exception | OutOfMemoryError | StackOverflowError | LinkageError e) {
          trainer.fail(Failure.of(e, trainer.rows().size()));
        }
        if (modelFolder != null && trainer.status() != Status.FAILED && trainer.bestEpoch() > 0) {
          trainer.useEvaluationWeights();
          SavedModel.write(modelFolder, config, task, trainer.parameters());
        }
        return finished(config, task, trainer, clock);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception | OutOfMemoryError | StackOverflowError | LinkageError e) {
      Params params = Params.of(config);
      return TrialResult.failed(
          config, task == null ? "" : task.data().name(), Failure.of(e, 0),
          Provenance.of(params.text("train.dtype"), task == null ? "" : task.data().hash()), store);
    }
  }

  private static Optional<Lineage> last(List<Lineage> lineage) {
    return lineage.isEmpty() ? Optional.empty() : Optional.of(lineage.get(lineage.size() - 1));
  }

  /**
   * Trains again what a trial's weights come from, as far as they do, and keeps nothing: the checkpoints of those trials are
   * their own, and may be ahead.
   */
  private Checkpoint replay(List<Lineage> lineage, Task task, CheckpointStore store) {
    store.say("trial " + last(lineage).orElseThrow().parent().id() + " is trained again, for one that goes on from its weights");
    Checkpoint from = null;
    for (int i = 0; i < lineage.size(); i++) {
      TrialConfig ancestor = lineage.get(i).parent();
      int epoch = lineage.get(i).epoch();
      Checkpoints none = new Checkpoints(
          CheckpointStore.none(store::ending), new Origin(ancestor.id(), Build.id(), task.data().hash()),
          last(lineage.subList(0, i)), Double.POSITIVE_INFINITY);
      try (Trainer trainer = new Trainer(Model.of(ancestor, task), new TrialClock(), none, timeoutSeconds)) {
        trainer.run(Optional.ofNullable(from), epoch, EpochListener.NONE);
        from = trainer.paused();
        if (from == null) {
          throw new IllegalStateException(
              "trial " + ancestor.id() + ", whose weights it goes on from, did not come to epoch " + epoch + " again: "
                  + (trainer.failure() == null ? "it was " + trainer.status().text() : trainer.failure().message()));
        }
      }
    }
    return from;
  }

  private static TrialResult finished(TrialConfig config, Task task, Trainer trainer, TrialClock clock) {
    int best = trainer.bestEpoch();
    EpochRow row = best == 0 ? null : trainer.rows().get(best - 1);
    Map<String, Double> metrics = new TreeMap<>(trainer.metrics());
    task.trivialTest().ifPresent(trivial -> metrics.put("trivial.test", trivial));
    task.data().floor().ifPresent(floor -> metrics.put("floor.test", floor));
    return new TrialResult(
        config, task.kind(), task.data().name(), trainer.status(), trainer.rows().size(), best,
        row == null ? Double.NaN : row.trainLoss(), row == null ? Double.NaN : row.validLoss(), trainer.testLoss(), metrics,
        trainer.failure(), Provenance.of(Params.of(config).text("train.dtype"), task.data().hash()), clock.startedAt(),
        Instant.now(), clock.seconds(), trainer.resumedFrom(), trainer.flops(), List.copyOf(trainer.rows()), trainer.probes());
  }
}
