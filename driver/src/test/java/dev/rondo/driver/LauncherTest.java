package dev.rondo.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code rondo} in a project folder of its own, whose name has a space: with the real classes, and with a Maven that
 * only copies them.
 */
class LauncherTest {
  private static final Path MODULE = Path.of("").toAbsolutePath();

  @TempDir private Path root;
  private Path home;
  private Path builds;

  @BeforeEach
  void layOut() throws IOException {
    home = Files.createDirectories(root.resolve("a folder of mine/rondo"));
    builds = root.resolve("builds");
    Files.copy(MODULE.resolve("../rondo"), home.resolve("rondo"));
    Files.copy(MODULE.resolve("../pom.xml"), home.resolve("pom.xml"));
    Files.createDirectories(home.resolve("driver/src/main"));
    Files.copy(MODULE.resolve("jvm.options"), home.resolve("driver/jvm.options"));
    Files.writeString(home.resolve("driver/pom.xml"), "<project/>");
    Path bin = Files.createDirectories(root.resolve("bin"));
    // A "jar" that is a folder: java's class path takes it, and it costs no time to make.
    script(bin.resolve("mvn"),
        "echo build >>'" + builds + "'; sleep 1; mkdir -p driver/target/lib driver/target/driver-1.jar;"
            + " for module in driver sweep-spec worker-core; do cp -R '" + MODULE.getParent()
            + "'/$module/target/classes/dev driver/target/driver-1.jar/; done;"
            + " cp '" + jar("picocli") + "' driver/target/lib/");
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String jar(String name) {
    return Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
        .filter(entry -> entry.contains("/" + name + "-"))
        .findFirst()
        .orElseThrow();
  }

  private record Ended(int status, String out, String err) {}

  private Process start(Path folder, Map<String, String> environment, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("PATH", root.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Ended end(Process process) throws Exception {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), out, err);
  }

  private int builds() throws IOException {
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  @Test
  void buildsOnceAndStartsFromAnyFolderThroughASymbolicLink() throws Exception {
    Path link = root.resolve("bin/r");
    Files.createSymbolicLink(link, Path.of("../a folder of mine/rondo/rondo"));
    Ended first = end(start(root, Map.of(), "bash", "-c", "r --version"));
    assertEquals(0, first.status, first.err);
    assertTrue(first.out.startsWith("rondo "), first.out);
    assertTrue(first.err.contains("rondo: building"), first.err);
    assertEquals(1, builds());

    long start = System.nanoTime();
    Ended second = end(start(Path.of("/"), Map.of(), link.toString(), "--help"));
    System.out.printf("rondo --help: %d ms%n", (System.nanoTime() - start) / 1_000_000);
    assertEquals(0, second.status, second.err);
    assertTrue(second.out.startsWith("Usage: rondo"), second.out);
    assertEquals("", second.err);
    assertEquals(1, builds());
  }

  @Test
  void twoStartsAtOnceBuildOnce() throws Exception {
    Process one = start(home, Map.of(), "./rondo", "--version");
    Process two = start(home, Map.of(), "./rondo", "--version");
    Ended first = end(one);
    Ended second = end(two);
    assertEquals(0, first.status, first.err);
    assertEquals(0, second.status, second.err);
    assertEquals(1, builds());
    assertFalse(Files.exists(home.resolve("driver/target/.build-lock")));
  }

  @Test
  void lockOfADeadBuilderDoesNotBlock() throws Exception {
    Path lock = Files.createDirectories(home.resolve("driver/target/.build-lock"));
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.writeString(lock.resolve("pid"), Long.toString(dead.pid()));
    Ended ended = end(start(home, Map.of(), "./rondo", "--version"));
    assertEquals(0, ended.status, ended.err);
    assertEquals(1, builds());
  }

  @Test
  void manyStartsAfterADeadBuilderBuildOnce() throws Exception {
    Path lock = Files.createDirectories(home.resolve("driver/target/.build-lock"));
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.writeString(lock.resolve("pid"), Long.toString(dead.pid()));
    List<Process> starts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      starts.add(start(home, Map.of(), "./rondo", "--version"));
    }
    for (Process started : starts) {
      Ended ended = end(started);
      assertEquals(0, ended.status, ended.err);
    }
    assertEquals(1, builds());
    assertFalse(Files.exists(lock));
    assertFalse(Files.exists(lock.resolveSibling(".build-lock-clearing")));
  }

  /** Builders that died before they wrote their number, and while they cleared up after another. */
  @Test
  void locksThatTellNothingEndAfterAMinute() throws Exception {
    FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofMinutes(3)));
    for (String left : List.of(".build-lock", ".build-lock-clearing")) {
      Files.setLastModifiedTime(Files.createDirectories(home.resolve("driver/target").resolve(left)), longAgo);
    }
    Ended ended = end(start(home, Map.of(), "./rondo", "--version"));
    assertEquals(0, ended.status, ended.err);
    assertEquals(1, builds());
  }

  @Test
  void changedSourceIsBuiltAgain() throws Exception {
    assertEquals(0, end(start(home, Map.of(), "./rondo", "--version")).status);
    Path source = home.resolve("driver/src/main/Changed.java");
    Files.writeString(source, "class Changed {}");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plus(Duration.ofSeconds(30))));
    assertEquals(0, end(start(home, Map.of(), "./rondo", "--version")).status);
    assertEquals(2, builds());
  }

  @Test
  void failedBuildShowsWhatMavenSaid() throws Exception {
    script(root.resolve("bin/mvn"), "echo '[ERROR] it does not compile'; exit 1");
    Ended ended = end(start(home, Map.of(), "./rondo", "--version"));
    assertEquals(4, ended.status);
    assertTrue(ended.err.contains("[ERROR] it does not compile"), ended.err);
    assertTrue(ended.err.contains("rondo: the build failed"), ended.err);
    assertEquals("", ended.out);
  }

  @Test
  void oldOrMissingJavaIsToldWithTheCure() throws Exception {
    Path old = Files.createDirectories(root.resolve("jdk-11/bin"));
    script(old.resolve("java"), "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");
    Ended tooOld = end(start(home, Map.of("JAVA_HOME", old.getParent().toString()), "./rondo", "--version"));
    assertEquals(2, tooOld.status);
    assertTrue(tooOld.err.contains("is Java 11; Rondo needs 17 or later: set JAVA_HOME"), tooOld.err);
    Ended missing = end(start(home, Map.of("JAVA_HOME", "/nowhere at all"), "./rondo", "--version"));
    assertEquals(2, missing.status);
    assertTrue(missing.err.contains("JAVA_HOME is /nowhere at all, where there is no bin/java"), missing.err);
  }

  @Test
  void flagsAreThoseThatSparkNeeds() throws IOException {
    TreeSet<String> spark = new TreeSet<>(List.of(JavaModuleOptions.defaultModuleOptions().trim().split("\\s+")));
    spark.remove("--add-modules=jdk.incubator.vector"); // the file says why
    try (Stream<String> lines = Files.lines(MODULE.resolve("jvm.options"))) {
      assertEquals(
          spark, new TreeSet<>(lines.filter(line -> !line.isBlank() && !line.startsWith("#")).toList()));
    }
    // The tests run with them as well. The JVM splits "--name=value" from some flags and hides others.
    List<String> mine = ManagementFactory.getRuntimeMXBean().getInputArguments();
    for (String flag : spark) {
      assertTrue(mine.contains(flag) || flag.startsWith("--sun-misc"), flag + " is missing from spark.jvm.flags of the pom: " + mine);
    }
  }
}
