package dev.rondo.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Networks learn what is drawn by rule, far below the loss of one that ignores its inputs. */
class LearningTest {
  private static TrialResult train(String... settings) {
    TrialResult r = new TrialRunner(null, null).run(
        Configs.first(
            String.join("\n", settings),
            "init { recurrent { kind = gaussian, sigma = 0.1, spectral-radius = 1.1 }, input { kind = gaussian, sigma = 0.1 } }",
            "init.output { kind = gaussian, sigma = 0.1 }",
            "train.clip = 1", "search.trials = 1"),
        EpochListener.NONE);
    assertEquals(Status.OK, r.status(), () -> String.valueOf(r.failure()));
    return r;
  }

  @Test
  void temporalOrder_isSolvedByTheCriterionOfTheThesis() {
    TrialResult r = train(
        "task { kind = temporal-order, length = 12, train-size = 1000, valid-size = 200, test-size = 1000 }",
        "model.hidden = 30", "optimizer { kind = adam, step-rate = 3e-3 }", "train { batch = 20, epochs = 5 }");
    assertTrue(r.metrics().get("test.success") >= 0.99, r.metrics() + " " + r.epochs());
    assertTrue(r.testLoss() < r.metrics().get("trivial.test") / 10, r.testLoss() + " " + r.metrics());
  }

  @Test
  void sine_isPredicted() {
    TrialResult r = train(
        "task { kind = sine, length = 100, train-size = 100, valid-size = 10, test-size = 20 }",
        "model.hidden = 20", "optimizer { kind = adam, step-rate = 1e-2 }", "train { batch = 10, epochs = 20 }");
    double error = r.metrics().get("test.normalised-root-mean-squared-error");
    assertTrue(error < 0.1, "error " + error);
    // Where outputs are one number, the error is the root of the loss over that of the trivial one.
    assertEquals(Math.sqrt(r.testLoss() / r.metrics().get("trivial.test")), error, 1e-3 * error);
  }
}
