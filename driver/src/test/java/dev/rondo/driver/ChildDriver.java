package dev.rondo.driver;

import dev.rondo.spec.SweepSpec;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** A driver in a process of its own, to be killed: runs a test sweep on Spark {@code local[2]}. */
final class ChildDriver {
  private ChildDriver() {}

  public static void main(String[] args) throws Exception {
    SweepSpec spec = TestSweeps.spec(Integer.parseInt(args[1]));
    long millis = Long.parseLong(args[2]);
    new SweepRun(spec, SweepFolder.at(args[0], new Configuration()), System.err)
        .run(folder -> new SparkBackend(
            SparkSessions.start("local[2]", spec.name()), folder, new TestSweeps.Formula(millis), spec.name()));
    System.exit(0);
  }

  /** Starts one with this JVM's flags and class path; its messages go to {@code log}. */
  static Process start(Path out, int trials, long millis, Path log) throws Exception {
    java.util.List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String flag : java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (flag.startsWith("--add-") || flag.startsWith("-XX:") || flag.startsWith("-Dio.netty")) {
        command.add(flag);
      }
    }
    command.addAll(java.util.List.of(
        "-Xmx1g", "-cp", System.getProperty("java.class.path"), ChildDriver.class.getName(), out.toString(),
        Integer.toString(trials), Long.toString(millis)));
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }
}
