package dev.rondo.driver.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.driver.Main;
import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.UserError;
import dev.rondo.driver.sweep.ChildDriver;
import dev.rondo.driver.sweep.LocalBackend;
import dev.rondo.driver.sweep.SweepRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps on a real HDFS: a name node and a data node in this process. */
@Timeout(240)
class HdfsTest {
  private static final int TRIALS = 10;
  private static final int HANGS_FROM = 3;
  private static final Lease.Pace FAST = new Lease.Pace(Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofMillis(200));

  /** For races, in which a busy machine must not make a living driver look dead. */
  private static final Lease.Pace PATIENT = new Lease.Pace(Duration.ofMillis(500), Duration.ofSeconds(15), Duration.ofMillis(200));

  @TempDir private static Path disk;
  private static MiniDFSCluster hdfs;
  private static FileSystem files;

  @BeforeAll
  static void start() throws IOException {
    Configuration settings = new Configuration();
    settings.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disk.resolve("hdfs").toString());
    hdfs = new MiniDFSCluster.Builder(settings).numDataNodes(1).build();
    hdfs.waitActive();
    files = hdfs.getFileSystem();
  }

  @AfterAll
  static void stop() {
    hdfs.shutdown(true);
  }

  private static String uri(String folder) {
    return "hdfs://127.0.0.1:" + hdfs.getNameNodePort() + "/sweeps/" + folder;
  }

  private static SweepFolder folder(String name) throws IOException {
    return SweepFolder.at(uri(name), new Configuration());
  }

  private static Map<String, Long> rows(String folder) throws IOException {
    Map<String, Long> rows = new TreeMap<>();
    for (FileStatus file : files.listStatus(new org.apache.hadoop.fs.Path(uri(folder), "trials"))) {
      assertTrue(file.getPath().getName().matches("[0-9a-f]+\\.parquet"), file.toString());
      rows.put(file.getPath().getName(), file.getModificationTime());
    }
    return rows;
  }

  @Test
  void killedSweepIsRefusedToOthersAndThenGoesOn() throws Exception {
    String out = uri("killed");
    SweepFolder folder = folder("killed");
    Process driver = ChildDriver.start(out, TRIALS, HANGS_FROM, disk.resolve("first.log"));
    try {
      while (TestSweeps.ended(folder) < HANGS_FROM) {
        assertTrue(driver.isAlive(), () -> text(disk.resolve("first.log")));
        Thread.sleep(50);
      }
      UserError refused = assertThrows(UserError.class, () -> run(folder));
      assertEquals(UserError.CLUSTER, refused.exitStatus());
      assertTrue(refused.getMessage().contains("process " + driver.pid() + " of "), refused.getMessage());
      assertEquals(driver.pid(), SweepLock.holder(folder).pid());
    } finally {
      driver.destroyForcibly().waitFor();
    }
    Map<String, Long> before = rows("killed");
    assertEquals(HANGS_FROM, before.size());

    // What the next driver would do for half a minute.
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    Lease.take(folder, new PrintStream(messages, true, StandardCharsets.UTF_8), FAST).close();
    assertTrue(messages.toString(StandardCharsets.UTF_8).contains("is locked by process " + driver.pid()), messages.toString());
    run(folder);
    Map<String, Long> after = rows("killed");
    assertEquals(2 * TRIALS, after.size());
    before.forEach((name, time) -> assertEquals(time, after.get(name), name + " was run twice"));
    assertNull(SweepLock.holder(folder));

    assertTrue(rondo("status", out).contains("20 of 20 trials have ended"));
    assertTrue(rondo("report", out).contains("rnn-do"));
    assertEquals("n\n20\n", rondo("sql", out, "select count(*) as n from trials", "--format", "csv"));
  }

  @Test
  void ofDriversThatStartAtOnceOneWins() throws Exception {
    SweepFolder folder = folder("race");
    for (int round = 0; round < 2; round++) {
      List<Lease> winners = Collections.synchronizedList(new ArrayList<>());
      List<Thread> drivers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        drivers.add(new Thread(() -> {
          try {
            winners.add(Lease.take(folder, TestSweeps.silence(), PATIENT));
          } catch (UserError e) {
            assertTrue(e.getMessage().contains("in use by another driver"), e.getMessage());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }));
      }
      drivers.forEach(Thread::start);
      for (Thread driver : drivers) {
        driver.join();
      }
      assertEquals(1, winners.size());
      winners.get(0).check();
      if (round == 0) {
        winners.get(0).close();
        assertNull(folder.readText(SweepLock.FILE));
        // Of a driver that died: the next round is a race for taking over.
        folder.writeText(SweepLock.FILE, "{\"id\":\"x\",\"owner\":{\"host\":\"h\",\"pid\":1,\"user\":\"u\",\"since\":\"t\"}}");
      } else {
        winners.get(0).close();
      }
    }
  }

  @Test
  void holderThatWasTakenOverEnds() throws Exception {
    SweepFolder folder = folder("lost");
    try (Lease lease = Lease.take(folder, TestSweeps.silence(), FAST)) {
      folder.writeText(SweepLock.FILE, "{\"id\":\"x\",\"owner\":{\"host\":\"h\",\"pid\":1,\"user\":\"u\",\"since\":\"t\"}}");
      lease.beat();
      UserError lost = assertThrows(UserError.class, lease::check);
      assertEquals(UserError.CLUSTER, lost.exitStatus());
      assertTrue(lost.getMessage().contains("process 1 of u on h since t"), lost.getMessage());
    }
    assertNotNull(folder.readText(SweepLock.FILE), "the lock of another one is left alone");
  }

  @Test
  void checkpointsAreReplacedAndRead() throws Exception {
    SweepFolder folder = folder("checkpoints");
    FolderCheckpoints checkpoints = new FolderCheckpoints(folder, () -> false);
    for (byte content = 1; content <= 2; content++) {
      checkpoints.write("0123", 4, new byte[] {content, 7});
    }
    checkpoints.write("0123", 5, new byte[] {3});
    assertEquals(List.of(4, 5), checkpoints.epochs("0123").stream().sorted().toList());
    assertArrayEquals(new byte[] {2, 7}, checkpoints.read("0123", 4));
    checkpoints.deleteAll("0123");
    assertEquals(List.of(), folder.list(FolderCheckpoints.FOLDER));
  }

  private static void run(SweepFolder folder) throws Exception {
    new SweepRun(TestSweeps.spec(TRIALS), folder, TestSweeps.silence())
        .run(f -> new LocalBackend(f, new TestSweeps.Formula(0), 2));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String rondo(String... arguments) {
    ByteArrayOutputStream results = new ByteArrayOutputStream();
    assertEquals(0, Main.run(arguments, new PrintStream(results, true, StandardCharsets.UTF_8)));
    return results.toString(StandardCharsets.UTF_8);
  }
}
