package dev.rondo.driver.chaos;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * A standalone cluster of processes on the loopback interface: a master and two workers of one core each, started by the entry
 * point of the containers.
 */
final class Cluster implements AutoCloseable {
  private static final int WORKERS = 2;
  private static final long START_SECONDS = 120;

  private final Path folder;
  private final Path entry;
  private final Path sparkHome;
  private final int port;
  private final Process master;
  private final List<Process> workers = new ArrayList<>();
  private int starts;

  /**
   * @param folder for logs and work of the processes
   * @param root of the project, where the application jar and {@code docker/spark} are built
   * @param settings of Spark, beside its defaults
   */
  Cluster(Path folder, Path root, Map<String, String> settings) throws IOException, InterruptedException {
    this.folder = folder;
    this.sparkHome = root.resolve("docker/spark/target/spark-home");
    Path image = Files.createDirectories(folder.resolve("image"));
    entry = image.resolve("rondo-entry");
    Files.createSymbolicLink(entry, root.resolve("docker/rondo-entry"));
    Files.createSymbolicLink(image.resolve("jvm.options"), root.resolve("driver/jvm.options"));
    Files.createSymbolicLink(image.resolve("rondo-app.jar"), root.resolve("driver/target/rondo-app.jar"));
    Path conf = Files.createDirectories(folder.resolve("conf"));
    StringBuilder defaults = new StringBuilder("spark.ui.enabled false\nspark.master.rest.enabled false\n");
    settings.forEach((key, value) -> defaults.append(key).append(' ').append(value).append('\n'));
    Files.writeString(conf.resolve("spark-defaults.conf"), defaults);
    port = freePort();
    master = start("master", Map.of("RONDO_PORT", Integer.toString(port)), List.of("master"));
    await(folder.resolve("master.log"), "I have been elected leader", master);
    for (int i = 0; i < WORKERS; i++) {
      workers.add(startWorker());
    }
    for (int i = 0; i < WORKERS; i++) {
      await(folder.resolve("worker-" + (i + 1) + ".log"), "Successfully registered with master", workers.get(i));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String url() {
    return "spark://127.0.0.1:" + port;
  }

  private Process startWorker() throws IOException {
    String name = "worker-" + (++starts);
    return start(
        name,
        Map.of(
            "RONDO_WORKER_CORES", "1", "RONDO_WORKER_MEMORY", "1g", "RONDO_WORK_DIR", folder.resolve("work").toString()),
        List.of("worker", url()));
  }

  /** Starts {@code rondo} by spark-submit; what it says goes to {@code log}, after what is there. */
  Process submit(List<String> command, Path log) throws IOException {
    List<String> words = new ArrayList<>(List.of("rondo"));
    words.addAll(command);
    return start(log.getFileName().toString().replace(".log", ""), Map.of("RONDO_MASTER", url()), words);
  }

  private Process start(String name, Map<String, String> environment, List<String> arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of(entry.toString()));
    words.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(words);
    Map<String, String> env = builder.environment();
    env.keySet().removeIf(key -> key.startsWith("SPARK_"));
    env.put("JAVA_HOME", System.getProperty("java.home"));
    env.put("SPARK_HOME", sparkHome.toString());
    env.put("SPARK_CONF_DIR", folder.resolve("conf").toString());
    env.put("SPARK_LOCAL_IP", "127.0.0.1");
    env.put("SPARK_LOCAL_DIRS", folder.resolve("local").toString());
    // These processes live for seconds: the optimising compiler would cost more than it gives.
    env.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    env.put("RONDO_HOST", "127.0.0.1");
    env.put("RONDO_UI_PORT", "0");
    env.put("RONDO_EXECUTOR_MEMORY", "512m");
    env.put("TMPDIR", Files.createDirectories(folder.resolve("tmp").resolve(name)).toString());
    env.putAll(environment);
    File log = folder.resolve(name + ".log").toFile();
    return builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log)).start();
  }

  private static void await(Path log, String words, Process process) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!Files.exists(log) || !Files.readString(log).contains(words)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException("the cluster does not start; see " + log);
      }
      Thread.sleep(50);
    }
  }

  /** Kills an executor; false when there is none just now. */
  boolean killExecutor(RandomGenerator random) {
    List<ProcessHandle> executors = workers.stream().flatMap(Process::children).toList();
    return !executors.isEmpty() && executors.get(random.nextInt(executors.size())).destroyForcibly();
  }

  /** Kills a worker, whose executors end by themselves then, and starts another in its place. */
  void killWorker(RandomGenerator random) throws IOException, InterruptedException {
    int one = random.nextInt(workers.size());
    workers.get(one).destroyForcibly().waitFor();
    workers.set(one, startWorker());
  }

  /** Deletes what executors of ended sweeps left: each has a copy of the application jar. */
  void tidy() throws IOException {
    for (Path jar : files("work", name -> name.endsWith(".jar"))) {
      Files.deleteIfExists(jar);
    }
    for (Path file : files("local", name -> true)) {
      Files.deleteIfExists(file);
    }
  }

  private List<Path> files(String within, Predicate<String> name) throws IOException {
    Path top = Files.createDirectories(folder.resolve(within));
    try (Stream<Path> files = Files.walk(top)) {
      return files.filter(file -> Files.isRegularFile(file) && name.test(file.getFileName().toString())).sorted().toList();
    }
  }

  /** Lines of the executors' logs that hold some words. */
  List<String> executorsSaid(String words) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path log : files("work", "stderr"::equals)) {
      Files.readAllLines(log).stream().filter(line -> line.contains(words)).forEach(lines::add);
    }
    return lines;
  }

  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>(workers.stream().flatMap(Process::descendants).toList());
    workers.forEach(worker -> all.add(worker.toHandle()));
    all.add(master.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
