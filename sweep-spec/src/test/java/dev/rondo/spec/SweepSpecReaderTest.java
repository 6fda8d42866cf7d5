package dev.rondo.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SweepSpecReaderTest {
  @TempDir Path folder;

  private SweepSpec read(String text) throws Exception {
    Path file = folder.resolve("spec.conf");
    Files.writeString(file, text);
    return SweepSpecReader.read(file, Map.of(), Specs.CATALOGUE);
  }

  @Test
  void aWholeSpecBecomesTrialsWithEveryDefaultFilledIn() throws Exception {
    SweepSpec spec = read(
        """
        sweep { name = "table-2-jsb", seed = 7, metric = "valid.loss", goal = minimize }
        task { kind = polyphonic-music, set = jsb-chorales }
        model { cell { kind = elman, activation = relu }, hidden = 200 }
        init { recurrent { sigma { choice = [1e-3, 1, 1e-4] }, spectral-radius { choice = [0.9, none] } } }
        variants {
          plain {}
          rnn-do { perturbation { kind = dropconnect, p { uniform = [0, 1] } } }
        }
        optimizer { kind = rmsprop, momentum { choice = [0.9, 0.95] }, step-rate { choice = [1e-2, 1e-3] } }
        search { kind = random, trials = 5 }
        train { batch { choice = [27, 81] }, epochs = 300, stop { patience = none } }
        """);
    assertEquals("table-2-jsb", spec.name());
    assertEquals(7, spec.seed());
    assertEquals(Goal.MINIMIZE, spec.goal());
    assertEquals("random", spec.searchKind());
    assertEquals(List.of("plain", "rnn-do"), spec.variantNames());
    TrialPlan plan = spec.plan();
    assertEquals(10, plan.size());
    TrialConfig trial = plan.get(3);
    assertEquals("rnn-do", trial.variant());
    assertEquals("plain", plan.get(4).variant());
    SortedMap<String, String> values = trial.values();
    assertEquals("relu", values.get("model.cell.activation"));
    assertEquals("200", values.get("model.hidden"));
    assertEquals("none", values.get("train.stop.patience"));
    assertEquals("true", values.get("train.shuffle"));
    assertEquals("[]", values.get("train.probes"));
    assertEquals("0.01", values.get("init.input.sigma"), "the slot's own default");
    assertEquals("0.1", read("sweep.name=a,task.kind=copy").plan().get(0).values().get("init.recurrent.sigma"));
    assertEquals("dropconnect", values.get("perturbation.kind"));
    assertTrue(Set.of("0.001", "1.0", "1.0E-4").contains(values.get("init.recurrent.sigma")), values.toString());
    assertTrue(values.keySet().stream().noneMatch(path -> path.startsWith("sweep") || path.startsWith("search")));
    assertFalse(plan.get(4).values().containsKey("perturbation.p"));
    Set<String> ids = new TreeSet<>();
    for (long i = 0; i < plan.size(); i++) {
      ids.add(plan.get(i).id());
    }
    assertEquals(10, ids.size());
  }
}
