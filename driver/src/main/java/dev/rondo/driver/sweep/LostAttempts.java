package dev.rondo.driver.sweep;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Why attempts at tasks were lost, as Spark tells it. */
final class LostAttempts extends SparkListener {
  private static final long PATIENCE_MILLIS = 10_000;

  private final SparkContext spark;
  private final Map<Place, Ended> lost = new ConcurrentHashMap<>();
  /** Attempts that ended with an executor. */
  private final Map<String, Integer> withExecutor = new ConcurrentHashMap<>();

  /** A task of a job. */
  record Place(int stage, int partition) {}

  private record Ended(String executor, boolean counts, String reason) {}

  /**
   * An attempt that left no reply.
   *
   * @param counts false when Spark knows that the task had no part in it, as when an executor was taken away
   * @param alone whether no other task ended with the same executor
   * @param reason in Spark's words
   */
  record Loss(boolean counts, boolean alone, String reason) {}

  LostAttempts(SparkContext spark) {
    this.spark = spark;
    spark.addSparkListener(this);
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.reason() instanceof TaskFailedReason reason) {
      String executor = end.reason() instanceof ExecutorLostFailure failure ? failure.execId() : "";
      withExecutor.merge(executor, 1, Integer::sum);
      lost.put(
          new Place(end.stageId(), end.taskInfo().partitionId()),
          new Ended(executor, reason.countTowardsTaskFailures(), reason.toErrorString().lines().findFirst().orElse("")));
    }
  }

  /** The loss of the last attempt at a task; asked once. */
  Loss of(Place place) {
    try {
      spark.listenerBus().waitUntilEmpty(PATIENCE_MILLIS);
    } catch (TimeoutException e) {
      // What has not been heard by now counts as a loss of an unknown kind.
    }
    Ended ended = lost.remove(place);
    if (ended == null) {
      return new Loss(true, false, "Spark ran the task again");
    }
    return new Loss(ended.counts, ended.executor.isEmpty() || withExecutor.get(ended.executor) == 1, ended.reason);
  }
}
