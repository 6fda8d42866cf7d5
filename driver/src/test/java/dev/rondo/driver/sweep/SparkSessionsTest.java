package dev.rondo.driver.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

/** A local session listens where its executor looks for it. */
class SparkSessionsTest {
  @Test
  void aLocalDriverIsOnTheLoopbackInterface() {
    SparkConf conf = new SparkConf(false);
    SparkSessions.local(conf);
    assertEquals("127.0.0.1", conf.get("spark.driver.host"));
    assertEquals("127.0.0.1", conf.get("spark.driver.bindAddress"));
  }

  /** By default, Spark binds to the driver's host; bound to the loopback interface, the executor would not find it there. */
  @Test
  void aHostThatSparkSubmitGaveIsBoundTo() {
    SparkConf conf = new SparkConf(false).set("spark.driver.host", "10.0.0.1");
    SparkSessions.local(conf);
    assertEquals("10.0.0.1", conf.get("spark.driver.host"));
    assertFalse(conf.contains("spark.driver.bindAddress"));
  }
}
