package dev.rondo.driver.storage;

import dev.rondo.core.Status;
import dev.rondo.core.TrialResult;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/**
 * What reports, progress and search strategies need of a row of {@code trials}; of its epochs only the validation losses.
 *
 * @param status ok, stopped, diverged or failed
 * @param validLoss at the best epoch, nats a step; NaN when there is none
 * @param metrics further figures at the best epoch, by name
 * @param config dotted path to canonical value
 * @param failure one sentence; empty when the trial ended well
 * @param epochLosses validation loss of each epoch, nats a step; empty where it was left out
 * @param finishedAt microseconds since 1970, UTC
 */
public record TrialRow(
    String id,
    String variant,
    String task,
    String dataset,
    String status,
    int epochsRun,
    int bestEpoch,
    double trainLoss,
    double validLoss,
    double testLoss,
    SortedMap<String, Double> metrics,
    SortedMap<String, String> config,
    String failure,
    List<Double> epochLosses,
    long finishedAt,
    double wallSeconds) {
  private static final String LOSS = "valid.loss";

  /** A row without its epochs. */
  public TrialRow(
      String id, String variant, String task, String dataset, String status, int epochsRun, int bestEpoch, double trainLoss,
      double validLoss, double testLoss, SortedMap<String, Double> metrics, SortedMap<String, String> config, String failure,
      long finishedAt, double wallSeconds) {
    this(
        id, variant, task, dataset, status, epochsRun, bestEpoch, trainLoss, validLoss, testLoss, metrics, config, failure,
        List.of(), finishedAt, wallSeconds);
  }

  /** A figure by the name that a spec gives it; NaN when this trial has none. */
  public double metric(String name) {
    return name.equals(LOSS) ? validLoss : metrics.getOrDefault(name, Double.NaN);
  }

  /** A figure after an epoch, from 1; NaN when the row does not have it. */
  public double metric(String name, int epoch) {
    return name.equals(LOSS) && epoch >= 1 && epoch <= epochLosses.size() ? epochLosses.get(epoch - 1) : Double.NaN;
  }

  /** Whether it is further on than a result of the same trial: that is then one of an earlier segment, and late. */
  boolean leavesBehind(TrialResult late) {
    boolean ended = status.equals(Status.OK.text()) || status.equals(Status.DIVERGED.text());
    return switch (late.status()) {
      case OK, DIVERGED -> false;
      case FAILED -> ended;
      case STOPPED -> ended || status.equals(Status.STOPPED.text()) && epochsRun > late.epochsRun();
    };
  }

  /** The same without its settings, which are most of its memory. */
  public TrialRow withoutConfig() {
    return withConfig(Collections.emptySortedMap());
  }

  /** The same with other settings, such as only those that are swept. */
  public TrialRow withConfig(SortedMap<String, String> settings) {
    return new TrialRow(
        id, variant, task, dataset, status, epochsRun, bestEpoch, trainLoss, validLoss, testLoss, metrics, settings,
        failure, epochLosses, finishedAt, wallSeconds);
  }
}
