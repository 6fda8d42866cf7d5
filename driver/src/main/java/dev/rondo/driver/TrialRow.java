package dev.rondo.driver;

import java.util.Collections;
import java.util.SortedMap;

/**
 * What reports, progress and search strategies need of a row of {@code trials}; its epochs stay in the file.
 *
 * @param status ok, stopped, diverged or failed
 * @param validLoss at the best epoch, nats a step; NaN when there is none
 * @param metrics further figures at the best epoch, by name
 * @param config dotted path to canonical value
 * @param failure one sentence; empty when the trial ended well
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
    long finishedAt,
    double wallSeconds) {

  /** A figure by the name that a spec gives it; NaN when this trial has none. */
  public double metric(String name) {
    return name.equals("valid.loss") ? validLoss : metrics.getOrDefault(name, Double.NaN);
  }

  /** The same without its settings, which are most of its memory. */
  TrialRow withoutConfig() {
    return withConfig(Collections.emptySortedMap());
  }

  /** The same with other settings, such as only those that are swept. */
  TrialRow withConfig(SortedMap<String, String> settings) {
    return new TrialRow(
        id, variant, task, dataset, status, epochsRun, bestEpoch, trainLoss, validLoss, testLoss, metrics, settings,
        failure, finishedAt, wallSeconds);
  }
}
