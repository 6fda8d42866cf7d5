package dev.rondo.driver;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** Spark's own log, for moments at which it would only repeat what Rondo says. */
final class Logs {
  private Logs() {}

  static void silence() {
    Configurator.setLevel("org.apache.spark", Level.OFF);
    Configurator.setRootLevel(Level.OFF);
  }
}
