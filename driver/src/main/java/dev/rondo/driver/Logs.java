package dev.rondo.driver;

import java.net.URISyntaxException;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkConf;

/** Spark's own log, for moments at which it would only repeat what Rondo says. */
public final class Logs {
  private Logs() {}

  /**
   * Rondo's own settings, where spark-submit started Spark's logging before Rondo's jar was there. A log4j2.properties in Spark's
   * conf folder stands before Rondo's on the class path and wins, as does one that a system property names.
   */
  static void quietUnderSparkSubmit() {
    if (System.getProperty("spark.app.submitTime") != null && System.getProperty("log4j2.configurationFile") == null) {
      // spark-submit has made Spark forget its start of logging, and the second one would load Spark's defaults over these.
      new SparkConf(false).initializeLogIfNecessary(false, true);
      try {
        Configurator.reconfigure(Logs.class.getResource("/log4j2.properties").toURI());
      } catch (URISyntaxException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  public static void silence() {
    Configurator.setLevel("org.apache.spark", Level.OFF);
    Configurator.setRootLevel(Level.OFF);
  }
}
