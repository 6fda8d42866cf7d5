package dev.rondo.driver.sweep;

import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.spec.SweepSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** A driver in a process of its own, to be killed: runs a test sweep on Spark {@code local[2]}. */
public final class ChildDriver {
  private ChildDriver() {}

  public static void main(String[] args) throws Exception {
    SweepSpec spec = TestSweeps.spec(Integer.parseInt(args[1]));
    TestSweeps.Formula trials = new TestSweeps.Formula(0, Long.parseLong(args[2]));
    new SweepRun(spec, SweepFolder.at(args[0], new Configuration()), System.err)
        .run(folder -> new SparkBackend(
            SparkSessions.start("local[2]", spec.name()), folder, trials, spec.name()));
    System.exit(0);
  }

  /** Starts one; its messages go to {@code log}. */
  public static Process start(String out, int trials, long hangsFrom, Path log) throws IOException {
    return start(ChildDriver.class, log, out, Integer.toString(trials), Long.toString(hangsFrom));
  }

  /** Starts a JVM with this one's flags and class path. */
  public static Process start(Class<?> main, Path log, String... arguments) throws IOException {
    Path temporary = Files.createDirectories(log.resolveSibling("tmp"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (flag.startsWith("--add-") || flag.startsWith("-XX:") || flag.startsWith("-Dio.netty")) {
        command.add(flag);
      }
    }
    command.addAll(List.of(
        "-Xmx1g", "-Djava.io.tmpdir=" + temporary, "-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    // Where Spark is "installed", for a driver that starts executors: they get their class path from the settings.
    Files.createDirectories(temporary.resolve("spark/jars"));
    builder.environment().put("SPARK_HOME", temporary.resolve("spark").toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder.start();
  }
}
