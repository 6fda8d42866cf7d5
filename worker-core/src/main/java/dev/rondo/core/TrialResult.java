package dev.rondo.core;

import dev.rondo.core.checkpoint.Checkpoint;
import dev.rondo.core.checkpoint.CheckpointStore;
import dev.rondo.core.checkpoint.Checkpoints;
import dev.rondo.spec.TrialConfig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything known of a trial that has ended, or stopped for the time being; one row of the table {@code trials}.
 *
 * @param config what was trained
 * @param task kind of task
 * @param dataset name of the data set
 * @param status how it ended
 * @param epochsRun epochs trained
 * @param bestEpoch epoch with the lowest validation loss, from 1; 0 when there is none
 * @param trainLoss training loss of the best epoch; NaN when there is none
 * @param validLoss validation loss of the best epoch; NaN when there is none
 * @param testLoss test loss with the parameters of the best epoch; NaN when there is none
 * @param metrics further figures at the best epoch, by name ({@code floor.test}: the lowest test loss any model can have; {@code trivial.test}: the test loss
 *     of the best constant prediction; {@code valid.NAME}, {@code test.NAME}: the task's metrics)
 * @param failure null unless status is DIVERGED or FAILED
 * @param startedAt when the trial was begun, also when it was interrupted since
 * @param wallSeconds that it was worked on, interruptions left out
 * @param resumedFromEpoch epoch of the checkpoint from which it went on last; null when it ran in one go
 * @param flops floating-point operations of training, counted as dense, forward and backward
 */
public record TrialResult(
    TrialConfig config,
    String task,
    String dataset,
    Status status,
    int epochsRun,
    int bestEpoch,
    double trainLoss,
    double validLoss,
    double testLoss,
    Map<String, Double> metrics,
    Failure failure,
    Provenance provenance,
    Instant startedAt,
    Instant finishedAt,
    double wallSeconds,
    Integer resumedFromEpoch,
    double flops,
    List<EpochRow> epochs,
    List<ProbeRow> probes) {

  /**
   * The result of a trial that failed without a trainer, or whose process was lost: with the epochs of its newest checkpoint.
   *
   * @param dataset name of the data set; empty when it is not known
   * @param store where the trial's checkpoints are
   */
  public static TrialResult failed(
      TrialConfig config, String dataset, Failure failure, Provenance provenance, CheckpointStore store) {
    Instant now = Instant.now();
    Optional<Checkpoint> last = Checkpoints.last(store, config.id());
    List<EpochRow> epochs = last.map(Checkpoint::rows).orElse(List.of());
    int best = last.map(Checkpoint::bestEpoch).orElse(0);
    EpochRow row = best == 0 ? null : epochs.get(best - 1);
    return new TrialResult(
        config, config.values().getOrDefault("task.kind", ""), dataset, Status.FAILED, epochs.size(), best,
        row == null ? Double.NaN : row.trainLoss(), row == null ? Double.NaN : row.validLoss(), Double.NaN, Map.of(),
        failure.atEpoch(epochs.size()), provenance, last.map(Checkpoint::startedAt).orElse(now), now,
        last.map(Checkpoint::seconds).orElse(0.0), null, 0, epochs, last.map(Checkpoint::probes).orElse(List.of()));
  }

  /** The same with another name of the data set. */
  public TrialResult withDataset(String name) {
    return new TrialResult(
        config, task, name, status, epochsRun, bestEpoch, trainLoss, validLoss, testLoss, metrics, failure, provenance,
        startedAt, finishedAt, wallSeconds, resumedFromEpoch, flops, epochs, probes);
  }
}
