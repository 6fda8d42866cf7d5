package dev.rondo.driver.storage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.spec.Goal;
import dev.rondo.spec.Lineage;
import java.util.Comparator;

/**
 * How a sweep chooses its best trials: by a figure of validation, never by the test.
 *
 * @param metric as in the spec's {@code sweep.metric}
 * @param goal which way it is better
 */
public record Selection(String metric, Goal goal) {
  private static final String LOSS = "valid.loss";

  /** The lowest validation loss, which a spec means that says nothing. */
  public static final Selection LOWEST_LOSS = new Selection(LOSS, Goal.MINIMIZE);

  /** As a canonical spec says. */
  static Selection of(JsonNode spec) {
    boolean maximize = spec.path("goal").asText().equals(Goal.MAXIMIZE.text());
    return new Selection(spec.path("metric").asText(LOSS), maximize ? Goal.MAXIMIZE : Goal.MINIMIZE);
  }

  /** The figure that counts; NaN when a trial has none. */
  public double value(TrialRow row) {
    return row.metric(metric);
  }

  /** Whether a trial can be the best of its variant: it ended well, and its figure is a number. */
  public boolean ranks(TrialRow row) {
    return (row.status().equals("ok") || row.status().equals("stopped")) && Double.isFinite(value(row));
  }

  /**
   * From best to worst, trials that cannot be the best at the end. Of a trial and another that has its best epoch from it the
   * first one is better: its settings are those that led there. Further ties by id, so that the order of arrival never counts.
   */
  public Comparator<TrialRow> bestFirst() {
    double sign = goal == Goal.MINIMIZE ? 1 : -1;
    Comparator<TrialRow> worth =
        Comparator.comparingDouble(row -> ranks(row) ? sign * value(row) : Double.POSITIVE_INFINITY);
    return worth.thenComparing(Selection::inherited).thenComparing(TrialRow::id);
  }

  /** Whether the best epoch is one of the trial whose weights this one went on from. */
  private static boolean inherited(TrialRow row) {
    return Integer.parseInt(row.config().getOrDefault(Lineage.EPOCH, "0")) >= row.bestEpoch();
  }

  /** Whether a trial can be the best, and is better than another or there is none (null). */
  public boolean beats(TrialRow row, TrialRow other) {
    return ranks(row) && (other == null || bestFirst().compare(row, other) < 0);
  }

  /** For titles, as in {@code lowest valid.loss}. */
  @Override
  public String toString() {
    return (goal == Goal.MINIMIZE ? "lowest " : "highest ") + metric;
  }

  /** The figure as a column of the view {@code trials}. */
  String column() {
    return metric.equals(LOSS) ? "valid_loss" : "metrics['" + metric + "']";
  }

  /** How the view {@code trials} is sorted from best to worst, by the figure alone. */
  String figureOrder() {
    return column() + (goal == Goal.MINIMIZE ? " asc" : " desc");
  }

  /** How the view {@code trials} is sorted from best to worst. */
  String order() {
    return figureOrder() + ", coalesce(int(config['" + Lineage.EPOCH + "']), 0) >= best_epoch, trial_id";
  }
}
