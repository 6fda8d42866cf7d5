package dev.rondo.driver.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.driver.Main;
import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.driver.sweep.LocalBackend;
import dev.rondo.driver.sweep.SweepRun;
import dev.rondo.driver.sweep.TrialFunction;
import dev.rondo.spec.SweepSpecReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
  @TempDir private Path root;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(Object... arguments) {
    PrintStream stderr = System.err;
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      String[] texts = java.util.Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
      return Main.run(texts, new PrintStream(out, true, StandardCharsets.UTF_8));
    } finally {
      System.setErr(stderr);
    }
  }

  @Test
  void bestTrialIsTrainedAgainToTheSameLosses() throws Exception {
    Path spec = Files.writeString(root.resolve("small.conf"), """
        sweep.name = small
        task { kind = polyphonic-music, set = synthetic-chorales, chunk = 20 }
        model { cell.kind = gru, hidden { choice = [6, 8, 10] } }
        search.kind = grid
        train { batch = 64, epochs = 2 }
        """);
    SweepFolder folder = TestSweeps.folder(root.resolve("sweep"));
    TrialFunction.Training training = new TrialFunction.Training(null, root.toString(), Double.POSITIVE_INFINITY);
    new SweepRun(SweepSpecReader.read(spec, Map.of()), folder, TestSweeps.silence())
        .run(f -> new LocalBackend(f, training, 2));
    List<TrialRow> rows = TestSweeps.rows(folder).values().stream()
        .sorted(Comparator.comparingDouble(TrialRow::validLoss)).toList();
    assertEquals(3, rows.size());

    Path model = root.resolve("model");
    assertEquals(0, run("export", folder.location(), "--to", model), err.toString(StandardCharsets.UTF_8));
    assertFalse(err.toString(StandardCharsets.UTF_8).contains("other numbers"), err.toString(StandardCharsets.UTF_8));
    assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("trial " + rows.get(0).id()), out.toString(StandardCharsets.UTF_8));
    JsonNode config = new ObjectMapper().readTree(model.resolve("config.json").toFile());
    assertEquals(rows.get(0).config().get("model.hidden"), config.get("values").get("model.hidden").asText());
    assertTrue(Files.size(model.resolve("model.safetensors")) > 1000);

    assertEquals(0, run("export", folder.location(), "--trial", rows.get(2).id(), "--to", model));
    config = new ObjectMapper().readTree(model.resolve("config.json").toFile());
    assertEquals(rows.get(2).config().get("model.hidden"), config.get("values").get("model.hidden").asText());

    assertEquals(2, run("export", folder.location(), "--trial", "0123456789abcdef", "--to", model));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("has no row of such a trial"), err.toString(StandardCharsets.UTF_8));
    assertEquals(2, run("export", folder.location(), "--variant", "nobody", "--to", model));
  }

  @Test
  void stoppedTrialIsExportedAsItWasThen() throws Exception {
    Path spec = Files.writeString(root.resolve("halving.conf"), """
        sweep.name = halving
        task { kind = polyphonic-music, set = synthetic-chorales, chunk = 20 }
        model { cell.kind = elman, hidden = 6 }
        optimizer.step-rate { log-uniform = [1e-4, 1e-2] }
        search { kind = successive-halving, trials = 3, min-epochs = 1, eta = 3 }
        train { batch = 64, epochs = 3 }
        """);
    SweepFolder folder = TestSweeps.folder(root.resolve("sweep"));
    TrialFunction.Training training = new TrialFunction.Training(null, root.toString(), Double.POSITIVE_INFINITY);
    new SweepRun(SweepSpecReader.read(spec, Map.of()), folder, TestSweeps.silence())
        .run(f -> new LocalBackend(f, training, 2));
    TrialRow stopped = TestSweeps.rows(folder).values().stream()
        .filter(row -> row.status().equals("stopped")).findFirst().orElseThrow();
    assertEquals(1, stopped.epochsRun());

    assertEquals(0, run("export", folder.location(), "--trial", stopped.id(), "--to", root.resolve("model")));
    String said = err.toString(StandardCharsets.UTF_8);
    assertFalse(said.contains("other numbers"), said);
    assertTrue(out.toString(StandardCharsets.UTF_8).contains("epoch 1: valid"), out.toString(StandardCharsets.UTF_8));
  }
}
