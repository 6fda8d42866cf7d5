package dev.rondo.core;

import dev.rondo.spec.TrialConfig;
import java.time.Instant;
import java.util.List;
import java.util.Map;

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
    List<ProbeRow> probes) {}
