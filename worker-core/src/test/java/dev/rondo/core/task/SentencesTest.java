package dev.rondo.core.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.Status;
import dev.rondo.core.TrialResult;
import dev.rondo.core.TrialRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sentences of more words than inputs have a dense form for. */
class SentencesTest {
  private static final int WORDS = 1100;

  @TempDir private Path root;

  /** A sentence is good when its first word is; the others say nothing. */
  @BeforeEach
  void write() throws Exception {
    StringBuilder train = new StringBuilder();
    for (int i = 0; i < WORDS; i += 5) {
      int label = i / 5 % 2;
      train.append(label == 1 ? "good" : "bad");
      for (int j = i; j < i + 1 + i / 5 % 5; j++) {
        train.append(" w").append(j);
      }
      train.append(" x").append(i).append(" y").append(i).append(" z").append(i).append('\t').append(label).append('\n');
    }
    Files.writeString(root.resolve("train.tsv"), train);
    Files.writeString(root.resolve("dev.tsv"), "good w1 new\t1\nbad w2\t0\nbad\t0\n");
    Files.writeString(root.resolve("test.tsv"), "good w6\t1\nbad w7 w8\t0\n");
    Files.writeString(root.resolve("vectors.txt"), "good 1 0 0\nbad -1 0 0\n");
  }

  private TrialResult run(String... lines) {
    return new TrialRunner(root, null).run(
        Configs.first("task.kind = sst2", "model.hidden = 6, search.trials = 1, train { batch = 40, epochs = 8 }",
            "optimizer { kind = adam, step-rate = 0.02 }", String.join("\n", lines)),
        (config, row) -> {});
  }

  @Test
  void anEmbeddingLearnsFromWordsThatHaveNoDenseForm() {
    TrialResult result = run("model.front { kind = embedding, size = 3 }, task.vectors = vectors.txt");
    assertEquals(Status.OK, result.status(), () -> String.valueOf(result.failure()));
    assertEquals(1.0, result.metrics().get("test.accuracy"));
    assertTrue(result.testLoss() < 0.3, () -> "test loss " + result.testLoss());
  }

  @Test
  void cellsTakeThemWithoutAFrontToo_butNotWithNoiseOnInputWeights() {
    assertEquals(Status.OK, run("train.epochs = 1").status());
    String noise = run("perturbation { kind = gaussian-noise, target = feedforward }").failure().message();
    String dropped = run("model.dropout { kind = units, places = [inputs] }").failure().message();
    assertTrue(dropped.contains("too many for noise on input weights"), dropped);
    String readout = run("model.cell { kind = echo-state, expansion = inputs }").failure().message();
    assertTrue(readout.contains("too many for noise on input weights"), readout);
    String feedback = run("model.front.kind = embedding, model.cell.kind = gated-feedback").failure().message();
    assertTrue(feedback.contains("has no slopes by its inputs"), feedback);
    assertTrue(noise.contains("too many for noise on input weights") && noise.contains("model.front.kind = embedding"), noise);
    String size = run("model.front { kind = embedding, size = 4 }, task.vectors = vectors.txt").failure().message();
    assertTrue(size.contains("set model.front.size = 3"), size);
    String variances = run("model.front.kind = embedding, model.cell.kind = fast-dropout-elman").failure().message();
    assertTrue(variances.contains("set model.front.kind = none"), variances);
  }
}
