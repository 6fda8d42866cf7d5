package dev.rondo.driver;

import dev.rondo.driver.sweep.SparkSessions;
import org.apache.spark.sql.SparkSession;

/** One Spark for the tests that need just any: starting one takes seconds. */
public final class SharedSpark {
  private static SparkSession session;

  private SharedSpark() {}

  public static synchronized SparkSession get() {
    if (session == null || session.sparkContext().isStopped()) {
      session = SparkSessions.start("local[2]", "tests");
    }
    return session;
  }

  /** For a test that needs a Spark of its own: there is one at a time in a JVM. */
  public static synchronized void stop() {
    if (session != null) {
      session.stop();
      session = null;
    }
  }
}
