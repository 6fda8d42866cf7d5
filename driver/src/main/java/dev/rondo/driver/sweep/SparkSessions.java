package dev.rondo.driver.sweep;

import dev.rondo.driver.UserError;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Starts Spark as Rondo needs it. What spark-submit or a system property {@code spark.*} says is kept. */
public final class SparkSessions {
  private SparkSessions() {}

  /**
   * What spark-submit and system properties say, and where trials run.
   *
   * @param master a master URL; null for what spark-submit gives, else all cores of this machine
   */
  public static SparkConf given(String master) {
    SparkConf conf = new SparkConf(); // takes over the system properties spark.*
    if (master != null) {
      conf.setMaster(master);
    }
    return conf.setIfMissing("spark.master", "local[*]");
  }

  /**
   * @param master as {@link #given} takes it
   * @param name as the Spark UI shows it
   */
  public static SparkSession start(String master, String name) {
    if (!ByteBuffer.class.getModule().isOpen("java.nio", SparkSessions.class.getModule())) {
      throw UserError.usage(
          "this JVM was started without the flags that Spark needs; with --deploy-mode cluster, give spark-submit"
              + " --driver-java-options @FILE, where FILE is Rondo's jvm.options on every worker");
    }
    SparkConf conf = given(master);
    conf.setIfMissing("spark.app.name", name);
    if (conf.get("spark.master").startsWith("local")) {
      local(conf);
    }
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.setIfMissing("spark.sql.warehouse.dir", Path.of(System.getProperty("java.io.tmpdir"), "rondo-warehouse").toString());
    conf.set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    conf.set("spark.kryo.registrationRequired", "true");
    conf.set("spark.kryo.registrator", RondoKryoRegistrator.class.getName());
    // A second attempt beside the first would look like a loss, and a trial gives the same anywhere.
    conf.set("spark.speculation", "false");
    // The table has 22 columns, many of them nested; Spark would warn that it shortens such plans in its logs.
    conf.setIfMissing("spark.sql.debug.maxToStringFields", "1000");
    // Times in the tables are UTC, and so is what SQL prints of them.
    conf.set("spark.sql.session.timeZone", "UTC");
    // A sweep may be running: a row can be moved aside between listing and reading.
    conf.set("spark.sql.files.ignoreMissingFiles", "true");
    try {
      return SparkSession.builder().config(conf).getOrCreate();
    } catch (Exception e) {
      // Spark's own exceptions are checked ones that its Java signatures do not tell.
      if (String.valueOf(e.getMessage()).contains("Could not parse Master URL")) {
        throw UserError.usage(
            "--master is " + conf.get("spark.master") + ", which is no Spark master; give local[4], local[*],"
                + " spark://HOST:PORT, yarn or k8s://HOST:PORT");
      }
      throw UserError.cluster("cannot start Spark with master " + conf.get("spark.master") + ": " + e.getMessage(), e);
    }
  }

  /** What a driver wants that is its own executor. */
  static void local(SparkConf conf) {
    // A laptop's host name may not resolve, or change with the network; and the web pages cost half a second.
    if (!conf.contains("spark.driver.host")) { // by default, Spark binds to the host that it is given
      conf.set("spark.driver.host", "127.0.0.1");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    }
    conf.setIfMissing("spark.ui.enabled", "false");
    // Driver and executor are one process here. A laptop that slept must not make Spark think that its executor is lost.
    conf.setIfMissing("spark.network.timeout", "30d");
    conf.setIfMissing("spark.executor.heartbeatInterval", "60s");
    conf.setIfMissing("spark.sql.shuffle.partitions", "4");
  }
}
