package dev.rondo.driver.command;

import dev.rondo.driver.UserError;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.Views;
import java.io.IOException;
import java.util.List;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** One query on the tables of one sweep. */
public final class SqlQuery {
  private SqlQuery() {}

  /**
   * The result as text.
   *
   * @throws UserError when the query is wrong, or a file is damaged
   */
  public static String run(SparkSession spark, SweepFolder folder, String query, SqlFormat format) throws IOException {
    try {
      while (true) {
        String generation = folder.generation();
        Views.register(spark, folder);
        Dataset<Row> result = spark.sql(query);
        List<Row> rows = result.collectAsList();
        // Spark leaves out files that are gone, and a compaction takes many away: what it read then is not all.
        if (generation.equals(folder.generation())) {
          return format.render(result.schema(), rows);
        }
      }
    } catch (IOException e) {
      throw e;
    } catch (OutOfMemoryError e) {
      throw UserError.usage("the result is too large for memory; add a limit, or more memory with RONDO_JAVA_OPTS=-Xmx8g");
    } catch (Exception e) {
      // Spark's exceptions are checked ones that Scala does not declare, so the compiler cannot tell which come here.
      throw explain(e);
    }
  }

  private static RuntimeException explain(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SparkThrowable known && String.valueOf(known.getCondition()).startsWith("FAILED_READ_FILE")) {
        return UserError.data(
            firstLine(cause) + "; a file of the sweep is damaged: the same rondo run command moves it aside and runs its"
                + " trial again", e);
      }
    }
    if (e instanceof AnalysisException analysis) {
      boolean unknown = "TABLE_OR_VIEW_NOT_FOUND".equals(analysis.getCondition());
      return UserError.usage(
          "the query is wrong: " + firstLine(analysis)
              + (unknown ? " The views are trials, epochs, probes, best and leaderboard." : ""));
    }
    if (e instanceof SparkThrowable) {
      return UserError.usage("the query failed: " + firstLine(e));
    }
    return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
  }

  private static String firstLine(Throwable e) {
    String line = String.valueOf(e.getMessage()).lines().filter(text -> !text.isBlank()).findFirst().orElse("");
    return line.replaceAll(" *SQLSTATE: \\w+;?", "").strip();
  }
}
