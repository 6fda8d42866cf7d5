package dev.rondo.driver.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.core.bench.Timing;
import dev.rondo.driver.Json;
import dev.rondo.driver.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code rondo bench} on networks so small that nothing takes long; never what the times are. */
class BenchCommandTest {
  private static final List<String> SMALL =
      List.of("bench", "--shapes", "3x4", "--steps", "5", "--inputs", "6", "--repeats", "2", "--seconds", "0.001");

  @TempDir private Path folder;

  private record Ended(int status, String out, String err) {
    List<JsonNode> lines() {
      return out.lines().map(line -> Json.read(line, JsonNode.class)).toList();
    }
  }

  private static Ended bench(String... more) {
    List<String> args = new ArrayList<>(SMALL);
    args.addAll(List.of(more));
    return run(args);
  }

  private static Ended run(List<String> args) {
    PrintStream stderr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int status = Main.run(args.toArray(new String[0]), new PrintStream(out, true, StandardCharsets.UTF_8));
      return new Ended(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(stderr);
    }
  }

  private static void assertPositive(JsonNode line, String... fields) {
    for (String field : fields) {
      double value = line.path(field).asDouble(Double.NaN);
      assertTrue(value > 0 && Double.isFinite(value), field + " in " + line);
    }
  }

  @Test
  void jsonHasAnObjectALineWithItsFields() {
    Ended ended = bench("--variants", "plain,dropconnect-step", "--threads", "2", "--format", "json");
    assertEquals(0, ended.status(), ended.err());
    List<JsonNode> lines = ended.lines();
    assertEquals(
        List.of("step", "inference", "threads", "epoch", "step", "inference", "threads", "epoch"),
        lines.stream().map(line -> line.get("measure").asText()).toList());
    for (JsonNode line : lines) {
      assertEquals("elman", line.get("cell").asText());
      assertPositive(line, "batch", "hidden");
      assertEquals("float32", line.get("dtype").asText());
      for (String field : List.of("cpu", "vectors", "blas", "jvm")) {
        assertTrue(line.hasNonNull(field), field);
      }
    }
    assertEquals("plain", lines.get(0).get("variant").asText());
    assertEquals("dropconnect-step", lines.get(4).get("variant").asText());
    assertPositive(
        lines.get(0), "steps", "inputs", "density", "ms_per_step", "ms_min", "ms_max", "gflops", "sgemm_gflops",
        "sgemm_gflops_before", "sgemm_gflops_after", "share", "flops_per_step", "ms_to_lay_batch", "loss", "threads",
        "repeats", "warm_up_seconds");
    assertEquals(3 * 5 * (4 * 6 * 4 + 6 * 4 * 4 + 6 * 4 * 6), lines.get(0).get("flops_per_step").asDouble());
    assertPositive(lines.get(1), "ms_per_batch", "sequences_per_second", "steps_per_second", "gflops", "loss");
    assertPositive(lines.get(2), "trials", "batches_per_second_one", "batches_per_second_all", "throughput_ratio");
    assertPositive(lines.get(3), "seconds_per_epoch", "seconds_min", "seconds_max", "train_steps", "valid_steps");
    assertEquals("synthetic-chorales", lines.get(3).get("set").asText());
  }

  @Test
  void textHasATableForEachMeasure() {
    Ended ended = bench("--measure", "step,inference");
    assertEquals(0, ended.status(), ended.err());
    assertTrue(ended.out().contains("One training step"), ended.out());
    assertTrue(ended.out().contains("Evaluation of one batch"), ended.out());
    assertTrue(ended.out().lines().anyMatch(line -> line.startsWith("elman  plain")), ended.out());
    assertTrue(!ended.out().contains("epoch"), ended.out());
  }

  @Test
  void settingsReachTheNetwork() {
    Ended ended = bench("--measure", "inference", "--format", "json", "--set", "train.dtype=float64");
    assertEquals("float64", ended.lines().get(0).get("dtype").asText());
  }

  @Test
  void mistakesGiveOneMessageAndStatus2() {
    assertMistake("there is no variant \"noisy\"; the variants are plain, noise-step", "--variants", "noisy");
    assertMistake("\"27\" is not a shape; write BATCHxHIDDEN, as in 27x200", "--shapes", "27");
    assertMistake("the batch is 0; it must be from 1 to 65536", "--shapes", "0x10");
    assertMistake("there is no cell \"elmann\"; the cells are", "--cell", "elmann");
    assertMistake("model.readout.kind: unknown kind \"sofmax\"", "--readout", "sofmax");
    assertMistake("perturbation.pass: unknown value \"sideways\"", "--variants", "noise-step", "--set",
        "perturbation.pass=sideways");
    assertMistake("task.set: unknown value \"nowhere\"", "--epoch-of", "nowhere");
    assertMistake("--repeats is 0; give a number from 1 to 1000", "--repeats", "0");
    assertMistake("the density of ones is 2.0", "--density", "2");
  }

  private static void assertMistake(String message, String... more) {
    List<String> args = new ArrayList<>(SMALL);
    // Given again, an option of one value would be refused for being there twice.
    for (String option : List.of("--shapes", "--repeats")) {
      if (List.of(more).contains(option)) {
        int at = args.indexOf(option);
        args.subList(at, at + 2).clear();
      }
    }
    args.addAll(List.of(more));
    Ended ended = run(args);
    assertEquals(2, ended.status(), ended.err());
    assertEquals("", ended.out());
    assertEquals(1, ended.err().lines().count(), ended.err());
    assertTrue(ended.err().contains(message), ended.err());
  }

  @Test
  void missingDataSetIsFoundBeforeAnythingIsTimed() {
    Ended ended = bench("--epoch-of", "jsb-chorales", "--data", folder.toString(), "--format", "json");
    assertEquals(3, ended.status());
    assertEquals("", ended.out());
    assertTrue(ended.err().contains("JSB_Chorales.mat"), ended.err());
  }

  @Test
  void withoutPyTorchThePeerIsLeftOutWithAPlainMessage() {
    StringWriter messages = new StringWriter();
    assertNull(TorchPeer.find(List.of("no-such-python", "false"), new PrintWriter(messages)));
    assertEquals(
        "rondo: no Python with PyTorch among no-such-python, false; the peer is left out; set RONDO_PYTHON to a Python"
            + " that can import torch" + System.lineSeparator(),
        messages.toString());
  }

  /** Stands for a Python with PyTorch: accepts the import, then answers like the script. */
  private Path pretender(String... answers) throws IOException {
    Path python = folder.resolve("python");
    StringBuilder script = new StringBuilder("#!/bin/sh\n[ \"$3\" = --serve ] || exit 0\n");
    for (String answer : answers) {
      script.append("read request; echo '").append(answer).append("'\n");
    }
    Files.writeString(python, script);
    assertTrue(python.toFile().setExecutable(true));
    return python;
  }

  private BenchArguments.Case smallCase() throws Exception {
    BenchArguments arguments = new BenchArguments();
    new CommandLine(arguments).parseArgs("--shapes", "3x4");
    return arguments.cases().get(0);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the pretender is a shell script")
  void peersTimesBecomeRatios() throws Exception {
    Path python = pretender(
        "{\"peer\": \"torch 9\", \"form\": \"loop\"}",
        "{\"seconds_per_step\": 0.004, \"cpu_seconds_per_step\": 0.002}",
        "{\"seconds_per_step\": 0.002, \"cpu_seconds_per_step\": 0.002}");
    StringWriter messages = new StringWriter();
    try (TorchPeer torch = TorchPeer.find(List.of(python.toString()), new PrintWriter(messages))) {
      TorchPeer.Session session = torch.open(smallCase(), 0);
      session.repeat(0);
      session.repeat(0);
      var row = session.row(new Timing(
          0.0015, 0.001, 0.002, 0.001, 5, new Timing.WarmUp(0, true)));
      assertEquals("torch 9 loop", row.get("peer"));
      assertEquals(3.0, row.get("peer_ms_per_step"));
      assertEquals(0.5, row.get("ratio"));
      assertEquals(0.5, row.get("cpu_ratio"));
      // The script has nothing more to say: the peer's end must not be ours.
      session.repeat(0);
      assertNull(torch.open(smallCase(), 0));
    }
    assertEquals("rondo: the peer's process has ended; it is left out from here on", messages.toString().strip());
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the pretender is a shell script")
  void whatThePeerCannotDoIsSaid() throws Exception {
    StringWriter messages = new StringWriter();
    try (TorchPeer torch = TorchPeer.find(
        List.of(pretender("{\"error\": \"no such cell\"}").toString()), new PrintWriter(messages))) {
      assertNull(torch.open(smallCase(), 0));
    }
    assertEquals("rondo: the peer: no such cell", messages.toString().strip());
  }
}
