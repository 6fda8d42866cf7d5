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

  @Test
  void howTrialsAreRunIsPartOfNeitherTheSpecNorATrial() throws Exception {
    String text = "sweep.name=a,task.kind=copy";
    SweepSpec usual = read(text);
    SweepSpec rare = read(text + ",run.checkpoint=none");
    assertEquals(Map.of("checkpoint", "60.0"), usual.run());
    assertEquals(Map.of("checkpoint", "none"), rare.run());
    assertEquals(usual.hash(), rare.hash());
    assertEquals(usual.plan().get(0), rare.plan().get(0));
    assertTrue(usual.plan().get(0).values().keySet().stream().noneMatch(path -> path.startsWith("run")));
  }

  private static SortedMap<String, String> only(SweepSpec spec, String variant) throws SpecException {
    return spec.variant(variant).space().gridPoint(0);
  }

  private static SortedMap<String, String> first(String text, Map<String, String> sets) {
    return Specs.of(text, sets).variants().get(0).space().gridPoint(0);
  }

  @Test
  void includesStandBesideTheFileThatIncludesThem() throws Exception {
    Files.createDirectories(folder.resolve("base/deep"));
    Files.writeString(folder.resolve("base/deep/train.conf"), "train.epochs = 7\ntrain.batch = 3");
    Files.writeString(
        folder.resolve("base/common.conf"), "include \"deep/train.conf\"\ntask.kind = copy\nmodel.hidden = 5");
    SweepSpec spec = read("include \"base/common\"\nsweep.name = a\nmodel.hidden = 6");
    SortedMap<String, String> values = only(spec, "default");
    assertEquals("7", values.get("train.epochs"));
    assertEquals("3", values.get("train.batch"));
    assertEquals("6", values.get("model.hidden"), "what comes later wins");
    Files.writeString(folder.resolve("base/cell.conf"), "kind = lstm");
    values = only(read("sweep.name = a, task.kind = copy\nmodel.cell { include required(file(\"base/cell.conf\")) }"),
        "default");
    assertEquals("lstm", values.get("model.cell.kind"));
  }

  @Test
  void substitutionsNamePathsOfTheSpec() {
    SortedMap<String, String> values =
        first(
            "train { batch = 7, epochs = ${train.batch}0, stop.patience = ${?no} }\nmodel.hidden = ${train.epochs}",
            Map.of());
    assertEquals("70", values.get("train.epochs"));
    assertEquals("70", values.get("model.hidden"));
    assertEquals("20", values.get("train.stop.patience"));
  }

  @Test
  void numbersAreCanonicalHoweverTheyAreWritten() {
    for (String tenth : List.of("0.1", ".1", "1e-1", "\"0.10\"", "100e-3")) {
      assertEquals("0.1", first("init.recurrent.sigma = " + tenth, Map.of()).get("init.recurrent.sigma"), tenth);
    }
    for (String hundred : List.of("100", "1e2", "\"100\"", "100.0")) {
      assertEquals("100", first("train.epochs = " + hundred, Map.of()).get("train.epochs"), hundred);
    }
  }

  @Test
  void anOverlayIsMergedButAnotherKindReplacesTheComponent() throws Exception {
    SweepSpec spec = Specs.of(
        """
        optimizer { kind = rmsprop, momentum = 0.5, step-rate = 0.3 }
        init.input { sigma = 0.7, connections = 3 }
        init.recurrent.sigma { choice = [1, 2] }
        variants {
          same-kind { optimizer { kind = rmsprop, momentum = 0.6 } }
          no-kind { optimizer.momentum = 0.6 }
          other-kind { optimizer.kind = sgd }
          default-kind { init.input { kind = sparse, connections = 4 } }
          other-default { init.input.kind = gaussian }
          value { init.recurrent.sigma = 9 }
          domain { init.recurrent.sigma { uniform = [0, 1], steps = 2 }, init.recurrent.sigma.uniform = [3, 4] }
        }
        """);
    for (String variant : List.of("same-kind", "no-kind")) {
      assertEquals("0.6", only(spec, variant).get("optimizer.momentum"));
      assertEquals("0.3", only(spec, variant).get("optimizer.step-rate"));
    }
    assertEquals("sgd", only(spec, "other-kind").get("optimizer.kind"));
    assertEquals("0.01", only(spec, "other-kind").get("optimizer.step-rate"), "the old kind's settings are gone");
    assertFalse(only(spec, "other-kind").containsKey("optimizer.momentum"));
    assertEquals("4", only(spec, "default-kind").get("init.input.connections"));
    assertEquals("0.7", only(spec, "default-kind").get("init.input.sigma"), "sparse is the kind here anyway");
    assertEquals("0.1", only(spec, "other-default").get("init.input.sigma"), "neither 0.7 nor the slot's 0.01");
    assertEquals("9.0", only(spec, "value").get("init.recurrent.sigma"));
    assertEquals("3.0", only(spec, "domain").get("init.recurrent.sigma"));
    assertEquals("1.0", only(spec, "no-kind").get("init.recurrent.sigma"));
  }

  @Test
  void overridesWinOverFileAndVariants() {
    String text =
        """
        optimizer { kind = rmsprop, momentum = 0.5 }
        train { epochs { choice = [3, 4] }, batch = 5 }
        model.hidden = ${train.batch}
        train.probes = [gradient-norm]
        train.probes += spectral-radius
        perturbation { choice = [{ kind = none }, { kind = gaussian }] }
        variants { a { train.epochs = 6, optimizer.step-rate = 0.5 } }
        """;
    assertEquals("6", first(text, Map.of()).get("train.epochs"));
    assertEquals("2", first(text, Map.of("train.epochs", "2")).get("train.epochs"));
    String range = "{ uniform = [8, 9], round-to = 1, steps = 2 }";
    assertEquals("8", first(text, Map.of("train.epochs", range)).get("train.epochs"));
    assertEquals("9", first(text, Map.of("variants.a.train.epochs", "9")).get("train.epochs"));
    assertEquals("77", first(text, Map.of("train.batch", "77")).get("model.hidden"), "substitutions see it");
    assertEquals("77", first("model.hidden = ${train.batch}", Map.of("train.batch", "77")).get("model.hidden"),
        "and need it");
    assertEquals("7", first(text, Map.of("train.batch", "${task.length}", "task.length", "7")).get("model.hidden"));
    SortedMap<String, String> other = first(text, Map.of("train.batch", "1"));
    assertEquals("[\"gradient-norm\",\"spectral-radius\"]", other.get("train.probes"));
    SortedMap<String, String> sgd = first(text, Map.of("optimizer.kind", "sgd"));
    assertEquals("sgd", sgd.get("optimizer.kind"));
    assertFalse(sgd.containsKey("optimizer.momentum"), "the old kind's settings do not survive");
    assertEquals("gaussian", first(text, Map.of("perturbation", "{ kind = gaussian }")).get("perturbation.kind"));
    assertEquals("renamed", Specs.of(text, Map.of("sweep.name", "renamed")).name());
    assertEquals("none", first(text, Map.of("train.stop.patience", "none")).get("train.stop.patience"));
  }

  @Test
  void variantsComeInTheOrderOfTheFile() throws Exception {
    assertEquals(List.of("z", "a", "m"), Specs.of("variants { z {}, a {}\n m {} }").variantNames());
    assertEquals(
        List.of("rnn-do", "do", "do-s"),
        Specs.of("variants { rnn-do {}, do { train.epochs = 1 }, \"do-s\" {} }").variantNames());
    assertEquals(List.of("z", "b"), Specs.of("variants.z {}\nvariants.b.train.epochs = 3").variantNames());
    SweepSpec set = Specs.of("variants { c {}, b {} }", Map.of("variants.a", "{}"));
    assertEquals(List.of("c", "b", "a"), set.variantNames());
    Files.writeString(folder.resolve("more.conf"), "\n\n\nvariants { y {}, x { model.hidden = 1 } }");
    assertEquals(
        List.of("y", "x", "b", "a"),
        read("sweep.name=s,task.kind=copy\ninclude \"more\"\nvariants { b {}, a {}, x.train.epochs = 2 }")
            .variantNames());
    assertEquals(List.of("default"), Specs.of("").variantNames());
  }

  @Test
  void aVariantMayHaveItsOwnNumberOfTrials() {
    SweepSpec spec = Specs.of("search.trials = 3\nvariants { a {}, b { search.trials = 5 } }");
    assertEquals(8, spec.plan().size());
    assertEquals(Map.of("kind", "random", "trials", "5"), spec.variants().get(1).search());
  }

  @Test
  void componentsCanBeChosenWithTheirOwnDomains() {
    SweepSpec spec = Specs.of(
        """
        search.kind = grid
        optimizer { kind { choice = [sgd, rmsprop] }, step-rate { choice = [0.1, 0.2] } }
        perturbation { choice = [
          { kind = none }
          { kind = dropconnect, p { uniform = [0, 1], steps = 3 }, target { choice = [recurrent, feedforward] } }
          { kind = dropconnect, p = 0.25 }
        ] }
        """);
    assertEquals(4 * (1 + 6 + 1), spec.plan().size());
    assertEquals(
        List.of(
            new SearchSpace.Swept("optimizer", "choice [sgd, rmsprop]", ""),
            new SearchSpace.Swept("optimizer.step-rate", "choice [0.1, 0.2]", "optimizer = sgd"),
            new SearchSpace.Swept("optimizer.step-rate", "choice [0.1, 0.2]", "optimizer = rmsprop"),
            new SearchSpace.Swept("perturbation", "choice [none, dropconnect, dropconnect]", ""),
            new SearchSpace.Swept("perturbation.p", "uniform [0.0, 1.0] in 3 steps", "perturbation = dropconnect (2)"),
            new SearchSpace.Swept("perturbation.target", "choice [recurrent, feedforward]",
                "perturbation = dropconnect (2)")),
        spec.variants().get(0).space().swept());
  }

  @Test
  void theResolvedSpecHangsOnWhatIsAskedForNotOnHowItIsWritten() throws Exception {
    SweepSpec one = read("sweep.name=s, task.kind=copy\ntrain.epochs = 100\ninit.input.sigma { choice = [1e-2, 1] }");
    SweepSpec two = read(
        "// other words\ntask { kind = copy }, sweep { seed = 1, name = s }\ninit.input.sigma.choice = [0.01, 1.0]");
    assertEquals(one.toJson(), two.toJson());
    assertEquals(one.hash(), two.hash());
    assertTrue(one.hash().matches("[0-9a-f]{16}"));
    assertFalse(one.toJson().contains("\n"));
    assertTrue(one.toJson().contains("\"init.input.sigma\":{\"choice\":[\"0.01\",\"1.0\"]}"), one.toJson());
    List<String> different = List.of("sweep.seed = 2", "train.epochs = 99", "search.trials = 21",
        "sweep.goal = maximize",
        "variants { a {} }", "init.input.sigma { choice = [1e-2, 2] }", "init.input.sigma { uniform = [1e-2, 2] }");
    Set<String> hashes = new TreeSet<>(Set.of(one.hash()));
    for (String line : different) {
      hashes.add(read("sweep.name = s\ntask.kind = copy\n" + line).hash());
    }
    assertEquals(different.size() + 1, hashes.size());
  }

  @Test
  void goalsCompareAndNaNNeverWins() {
    assertTrue(Goal.MINIMIZE.better(1, 2));
    assertTrue(Goal.MAXIMIZE.better(2, 1));
    for (Goal goal : Goal.values()) {
      assertTrue(goal.better(1, Double.NaN));
      assertFalse(goal.better(Double.NaN, 1));
      assertFalse(goal.better(Double.NaN, Double.NaN));
      assertFalse(goal.better(1, 1));
    }
  }
}
