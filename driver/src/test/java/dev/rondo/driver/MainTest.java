package dev.rondo.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.driver.storage.RunningTrial;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.SweepInfo;
import dev.rondo.driver.storage.SweepLock;
import dev.rondo.driver.sweep.Sweep;
import dev.rondo.spec.SweepSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a user gives them, with real training on the built-in data. */
class MainTest {
  @TempDir private Path folder;
  private Path conf;

  private record Ended(int status, String out, String err) {}

  @BeforeEach
  void writeSpec() throws IOException {
    conf = folder.resolve("small.conf");
    Files.writeString(
        conf,
        """
        sweep { name = small }
        task { kind = polyphonic-music, set = synthetic-chorales }
        model { hidden = 8 }
        variants { plain {}, rnn-do { perturbation { kind = dropconnect, p { choice = [0.25, 0.5] } } } }
        optimizer { step-rate { choice = [1e-2, 1e-3] } }
        search { kind = random, trials = 2 }
        train { epochs = 2, batch = 64 }
        """);
  }

  private static Ended rondo(Object... arguments) {
    String[] args = new String[arguments.length];
    for (int i = 0; i < args.length; i++) {
      args[i] = arguments[i].toString();
    }
    PrintStream stderr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int status = Main.run(args, new PrintStream(out, true, StandardCharsets.UTF_8));
      return new Ended(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(stderr);
    }
  }

  private static void assertMistake(int status, String message, Object... arguments) {
    Ended ended = rondo(arguments);
    assertEquals(status, ended.status, ended.err);
    assertTrue(ended.err.contains(message), ended.err);
    assertFalse(ended.err.contains("\tat "), ended.err);
    assertEquals("", ended.out);
  }

  @Test
  void runResumesAndEveryOtherCommandLooksAtIt() throws Exception {
    SharedSpark.stop();
    Path out = folder.resolve("out");
    Ended run = rondo("run", conf, "--out", out, "--master", "local[2]");
    assertEquals(0, run.status, run.err);
    assertTrue(run.out.startsWith("Leaderboard of small on synthetic-chorales"), run.out);
    assertTrue(run.out.contains("Best configuration of each variant"), run.out);

    Ended again = rondo("run", conf, "--out", out);
    assertEquals(0, again.status, again.err);
    assertTrue(again.err.contains("4 of 4 trials have ended in earlier runs"), again.err);
    assertEquals(run.out, again.out);
    assertEquals(run.out, rondo("report", out).out);

    JsonNode status = Json.read(rondo("status", out, "--format", "json").out, JsonNode.class);
    assertEquals(4, status.get("ended").asInt());
    assertEquals(2, status.get("variants").get(1).get("ok").asInt());
    assertTrue(status.get("driver").isNull());
    assertTrue(rondo("status", out).out.contains("4 of 4 trials have ended"));

    Path file = folder.resolve("report.md");
    assertEquals("", rondo("report", out, "--format", "markdown", "--to", file).out);
    assertTrue(Files.readString(file).startsWith("**Leaderboard"));

    Ended compact = rondo("compact", out);
    assertEquals(0, compact.status, compact.err);
    assertTrue(compact.err.contains("rondo: merged 4 files of rows into 1"), compact.err);
    assertEquals(run.out, rondo("report", out).out);

    Ended sql = rondo("sql", out, "select variant, count(*) as n from trials group by variant order by 1", "--format", "csv");
    assertEquals("variant,n\nplain,2\nrnn-do,2\n", sql.out, sql.err);
    assertMistake(2, "the query is wrong", "sql", out, "select x from trials");
    assertMistake(2, "train.epochs: 2 there, 3 in the spec", "run", conf, "--out", out, "--set", "train.epochs=3");
  }

  @Test
  void sweepOfWhichEveryTrialFailedSaysSoAndRunsAgainWhenAsked() throws Exception {
    SharedSpark.stop();
    Path out = folder.resolve("late");
    Ended late = rondo("run", conf, "--out", out, "--master", "local[2]", "--set", "run.trial-timeout=1e-9");
    assertEquals(5, late.status, late.err);
    assertTrue(late.err.contains("rondo: all 4 trials failed; the first in " + out), late.err);
    assertTrue(late.err.contains("says: it took longer than run.trial-timeout"), late.err);
    assertTrue(late.out.contains("4 trials failed; why:"), late.out);

    Ended same = rondo("run", conf, "--out", out, "--master", "local[2]");
    assertEquals(5, same.status, "nothing was asked for: " + same.err);
    Ended again = rondo("run", conf, "--out", out, "--master", "local[2]", "--retry-failed");
    assertEquals(0, again.status, again.err);
    assertTrue(again.err.contains("running 4 trials again that failed in earlier runs"), again.err);
    assertFalse(again.out.contains("failed; why"), again.out);
  }

  @Test
  void statusTellsWhatRunsWhere() throws Exception {
    SweepFolder out = TestSweeps.folder(folder.resolve("running"));
    SweepSpec spec = TestSweeps.spec(2);
    SweepInfo.of(spec).claim(out);
    try (SweepLock lock = SweepLock.take(out, TestSweeps.silence())) {
      RunningTrial.of(spec.plan().get(1), "7", Instant.now(), 4, 8.5).write(out);
      JsonNode running = Json.read(rondo("status", out.location(), "--format", "json").out, JsonNode.class).get("running").get(0);
      assertEquals(spec.plan().get(1).id(), running.get("trial").asText());
      assertEquals("running", running.get("state").asText());
      assertEquals(8.5, running.get("valid_loss").asDouble());
    }
    String text = rondo("status", out.location()).out;
    assertTrue(text.contains("No driver is running"), text);
    String left = spec.plan().get(1).id() + " +rnn-do +left .* 7 .* 4 +8\\.5000 .*";
    assertTrue(text.lines().anyMatch(line -> line.matches(left)), text);
  }

  @Test
  void resultsAreKeptOutOfTheFolderOfAWorker() {
    System.setProperty("spark.submit.deployMode", "cluster");
    try {
      assertMistake(2, "--out is not given, but with --deploy-mode cluster", "run", conf);
      assertMistake(2, "--out is mine, but with --deploy-mode cluster", "run", conf, "--out", "mine");
    } finally {
      System.clearProperty("spark.submit.deployMode");
    }
  }

  @Test
  void planRunsNothingHoweverLargeTheGrid() throws Exception {
    Ended text = rondo("plan", conf, "--show", "3");
    assertEquals(0, text.status, text.err);
    assertTrue(text.out.startsWith("Sweep small: 4 trials by random search\n"), text.out);
    assertTrue(text.out.contains("\n  2 "), text.out);
    assertFalse(text.out.contains("\n  3 "), text.out);

    long before = System.nanoTime();
    Ended large = rondo(
        "plan", conf, "--format", "json", "--show", "2", "--set", "search.kind=grid", "--set",
        "train.divergence={uniform=[1,1000],steps=100000}", "--set", "optimizer.step-rate={uniform=[0.001,0.1],steps=10000}");
    assertTrue(System.nanoTime() - before < 60_000_000_000L, "a plan takes no time for its size");
    assertEquals(0, large.status, large.err);
    JsonNode plan = Json.read(large.out, JsonNode.class);
    assertEquals(3_000_000_000L, plan.get("trials").asLong());
    assertEquals(2, plan.get("first_trials").size());
    assertTrue(plan.get("variants").get(0).get("first_trial_estimate").get("parameters").asLong() > 0);
    assertEquals(1, plan.get("executor").get("cores").asInt());
    assertTrue(plan.get("executor").get("memory_mib").asLong() >= 400);
    String eight = rondo("plan", conf, "--executor-cores", "8").out;
    assertTrue(eight.contains("for 8 trials at once in an executor: --executor-cores 8 --executor-memory "), eight);
  }

  @Test
  void trainPrintsEpochsAndSavesTheModel() {
    Path model = folder.resolve("model");
    Ended train = rondo("train", conf, "--trial", "1", "--save", model);
    assertEquals(0, train.status, train.err);
    List<String> lines = train.out.lines().toList();
    assertTrue(lines.get(0).contains("variant rnn-do"), train.out);
    assertEquals(2, lines.stream().filter(line -> line.matches(" +[12] .*")).count(), train.out);
    assertTrue(train.out.contains("status ok after 2 epochs"), train.out);
    assertTrue(Files.exists(model.resolve("model.safetensors")));
    assertMistake(2, "small has 4 trials, from 0 to 3", "train", conf, "--trial", "4");

    Path none = folder.resolve("none");
    Ended diverged = rondo("train", conf, "--trial", "1", "--save", none, "--set", "optimizer={kind=sgd,step-rate=900}");
    assertTrue(diverged.out.contains("status diverged") && diverged.out.contains("no model in " + none), diverged.out + diverged.err);
    assertFalse(Files.exists(none));
  }

  @Test
  void mistakesAreOneMessageAndTheRightStatus() throws Exception {
    assertMistake(2, "a command is missing");
    assertMistake(2, "rum", "rum");
    assertMistake(2, "Missing required parameter: 'CONF'", "run");
    assertMistake(2, "no such file", "run", folder.resolve("nowhere.conf"));
    assertMistake(2, "model.hiden", "plan", conf, "--set", "model.hiden=3");
    assertMistake(2, "--show is -1", "plan", conf, "--show", "-1");
    assertMistake(2, "--executor-cores is 0", "plan", conf, "--executor-cores", "0");
    assertMistake(3, "is not the folder of a sweep", "report", folder);
    assertMistake(3, "is not the folder of a sweep", "compact", folder);
    assertMistake(3, "which is not a folder", "plan", conf, "--data", folder.resolve("nowhere"));
    assertMistake(3, "JSB", "plan", conf, "--set", "task.set=jsb-chorales", "--data", folder);
    assertMistake(2, "--master is no-such-master", "run", conf, "--out", folder.resolve("m"), "--master", "no-such-master");
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    assertMistake(4, "a file stands where a folder is needed", "run", conf, "--out", file.resolve("out"));
  }

  @Test
  void helpAndVersionAreResults() {
    Ended help = rondo("--help");
    assertEquals(0, help.status);
    for (String command : List.of("run", "plan", "status", "report", "sql", "compact", "train", "analyze")) {
      assertTrue(help.out.contains("\n  " + command + " "), help.out);
      assertEquals(0, rondo(command, "--help").status);
    }
    assertTrue(rondo("--version").out.startsWith("rondo "));
  }
}
