package dev.rondo.driver.storage;

import dev.rondo.driver.Json;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The tables of one sweep as temporary views for SQL. They read the files anew for each query, so a sweep may be running. */
public final class Views {
  private static final String EPOCHS =
      "select trial_id, sweep, variant, task, dataset, inline(epochs) from trials";

  private static final String PROBES =
      "select trial_id, sweep, variant, task, dataset, inline(probes) from trials";

  // Spark holds NaN for larger than infinity, so one comparison leaves out both. The first is the figure, the second the order.
  private static final String BEST =
      """
      select * except (place) from (
        select *, row_number() over (partition by dataset, variant order by %2$s) as place
        from trials where status in ('ok', 'stopped') and %1$s < double('infinity') and %1$s > double('-infinity')
      ) where place = 1""";

  private static final String LEADERBOARD =
      """
      select t.dataset, t.variant, t.trials, t.diverged, t.failed,
        b.valid_loss as best_valid_loss, b.test_loss as test_loss, b.metrics['floor.test'] as floor,
        b.test_loss - b.metrics['floor.test'] as gap, b.trial_id as best_trial_id
      from (
        select dataset, variant, count(*) as trials, count_if(status = 'diverged') as diverged,
          count_if(status = 'failed') as failed
        from trials group by dataset, variant
      ) t left join best b on t.dataset = b.dataset and t.variant = b.variant
      order by t.dataset, b.%s nulls last, t.variant""";

  private Views() {}

  /** Registers {@code trials}, {@code epochs}, {@code probes}, {@code best} and {@code leaderboard}. */
  public static void register(SparkSession spark, SweepFolder folder) throws IOException {
    String spec = folder.readText(SweepInfo.FILE);
    Selection selection = spec == null ? Selection.LOWEST_LOSS : Json.read(spec, SweepInfo.class).selection();
    URI rows = folder.trialsUri();
    Dataset<Row> trials =
        rows == null
            ? spark.createDataFrame(List.of(), SparkSchema.TRIALS) // the driver is just starting
            : spark.read().schema(SparkSchema.TRIALS).parquet(rows.toString());
    trials.createOrReplaceTempView("trials");
    spark.sql(EPOCHS).createOrReplaceTempView("epochs");
    spark.sql(PROBES).createOrReplaceTempView("probes");
    spark.sql(BEST.formatted(selection.column(), selection.order())).createOrReplaceTempView("best");
    spark.sql(LEADERBOARD.formatted(selection.figureOrder())).createOrReplaceTempView("leaderboard");
  }
}
