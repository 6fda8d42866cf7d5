package dev.rondo.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake is told with file and line, path, value, rule and cure. */
final class MalformedSpecTest {
  @TempDir Path folder;

  /**
   * @param text follows a first line with what every spec needs
   * @param where begins the message, after the folder: file, line and path
   * @param parts value, rule and cure, in this order, somewhere after it
   */
  record Bad(String name, String text, String where, List<String> parts) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Bad bad(String name, String text, String where, String... parts) {
    return new Bad(name, text, where, List.of(parts));
  }

  static List<Bad> specs() {
    String head = "sweep.name = try, task { kind = copy }\n";
    return List.of(
        bad("rungs by one", head + "search { kind = asha, eta = 1 }", "spec.conf:2: search.eta: ", "1 is out of range",
            "a whole number of at least 2"),
        bad("lowest rung above the highest", head + "train.epochs = 20\nsearch {\nkind = hyperband\nmin-epochs = 50 }",
            "spec.conf:5: search.min-epochs: ", "50 is more than train.epochs = 20", "the rule: ", "lower the one"),
        bad("rungs of many lengths", head + "train.epochs { choice = [20, 30] }\nsearch.kind = successive-halving",
            "spec.conf:3: search.kind: ", "successive-halving", "train.epochs is choice [20, 30]", "the rule: ",
            "write train.epochs = 100"),
        bad("nothing that a population could change", head + "search.kind = pbt\nmodel.hidden { int = [1, 9] }",
            "spec.conf:2: search.kind: ", "pbt changes settings while trials train", "(model.hidden)", "the rule: ",
            "optimizer.step-rate {"),
        bad("a tie to what a population cannot change", head
            + "search.kind = pbt\noptimizer.step-rate { uniform = [0.1, 1] }\ninit.input.sigma { same = optimizer.step-rate }",
            "spec.conf:2: search.kind: ", "none of those swept can change", "optimizer.step-rate"),
        bad("a population that sweeps nothing", head + "search.kind = pbt", "spec.conf:2: search.kind: ",
            "this spec sweeps none"),
        bad("a population that never meets", head
            + "train.epochs = 20\noptimizer.step-rate { uniform = [0.1, 1] }\nsearch { kind = pbt, interval = 20 }",
            "spec.conf:4: search.interval: ", "20 is not less than train.epochs = 20", "the rule: ", "lower the one"),
        bad("a population of many lengths", head
            + "train { epochs { choice = [20, 30] }, batch { int = [1, 9] } }\nsearch.kind = pbt",
            "spec.conf:3: search.kind: ", "pbt compares trials", "train.epochs is choice [20, 30]"),
        bad("a population that replaces most", head + "search { kind = pbt, quantile = 0.6 }",
            "spec.conf:2: search.quantile: ", "0.6 is out of range"),
        bad("more repeated than tried", head + "search { kind = repeat-best, trials = 3, best = 4 }",
            "spec.conf:2: search.best: ", "4 are more than the 3 trials", "take fewer"),
        bad("median over a grid without steps", head
            + "search { kind = median-stopping, over = grid }\noptimizer.step-rate { uniform = [0.1, 1] }",
            "spec.conf:3: optimizer.step-rate: ", "has no steps", "add steps = 5"),
        bad("no configuration to begin with", head + "search { kind = enqueue, first = [] }", "spec.conf:2: search.first: ",
            "[] is not a list with something in it", "the rule: ", "write [{ train.epochs = 10 }"),
        bad("missing configurations", head + "search { kind = enqueue }", "spec.conf:2: search.first: ", "missing"),
        bad("configuration that is no object", head + "search { kind = enqueue, first = [3] }",
            "spec.conf:2: search.first: ", "3 is not an object"),
        bad("mistake in a configuration", head + "search { kind = enqueue, first = [\n{ train.epoch = 3 }] }",
            "spec.conf:3: train.epoch: ", "unknown setting", "did you mean \"epochs\"?"),
        bad("configuration about the sweep", head + "search { kind = enqueue, first = [\n{ search.kind = tpe }] }",
            "spec.conf:3: search.first.search: ", "says nothing about a single trial", "leave it out"),
        bad("misspelt setting", head + "model {\n  hiden = 3\n}", "spec.conf:3: model.hiden: ", "unknown setting",
            "did you mean \"hidden\"?", "Known here: cell, hidden"),
        bad("unknown section", head + "trian { epochs = 3 }", "spec.conf:2: trian: ", "unknown setting",
            "did you mean \"train\"?", "Known here: init, model, optimizer, perturbation, run, search, sweep, task, train,"
            + " variants"),
        bad("unknown setting far from all", head + "train.stop.zzz = 3", "spec.conf:2: train.stop.zzz: ",
            "unknown setting",
            "Known here: patience"),
        bad("unknown setting of a component", head + "optimizer { kind = sgd, momentum = 0.9 }",
            "spec.conf:2: optimizer.momentum: ", "unknown setting", "Known here: kind, step-rate"),
        bad("unknown kind", head + "model.cell.kind = elmann", "spec.conf:2: model.cell.kind: ",
            "unknown kind \"elmann\"",
            "did you mean \"elman\"?", "Known here: elman, lstm"),
        bad("kind is an object", head + "model.cell.kind { a = 1 }", "spec.conf:2: model.cell.kind: ", "\"a\"",
            "choice"),
        bad("kind is a number", head + "model.cell.kind = 3", "spec.conf:2: model.cell.kind: ", "unknown kind 3",
            "Known here: elman, lstm"),
        bad("component is a word", head + "optimizer = sgd", "spec.conf:2: optimizer: ", "\"sgd\" is not a component",
            "kind out of rmsprop, sgd", "write optimizer { kind = ... }"),
        bad("section is a number", head + "train = 3", "spec.conf:2: train: ", "3 is not a section",
            "an object with batch, epochs, probes, shuffle, stop", "write train { ... }"),
        bad("text for a number", head + "\n\ntrain.epochs = many", "spec.conf:4: train.epochs: ",
            "\"many\" is not a number",
            "the rule: a whole number of at least 1 and at most 1000000 (epochs)"),
        bad("fraction for an int", head + "train.epochs = 1.5", "spec.conf:2: train.epochs: ",
            "1.5 is not a whole number",
            "the rule: a whole number of at least 1"),
        bad("list for a number", head + "train.epochs = [1, 2]", "spec.conf:2: train.epochs: ",
            "[1,2] is a list, not one value",
            "a whole number", "{ choice = [1,2] }"),
        bad("object for a scalar", head + "train.epochs { }", "spec.conf:2: train.epochs: ",
            "{} is neither a value nor a domain",
            "a domain is one of { choice = [...] }"),
        bad("text for a flag", head + "train.shuffle = yes", "spec.conf:2: train.shuffle: ",
            "\"yes\" is neither true nor false",
            "the rule: true or false"),
        bad("list for a word", head + "model.cell.activation = [tanh]", "spec.conf:2: model.cell.activation: ",
            "[\"tanh\"] is a list, not one value", "one of tanh, logistic, relu", "{ choice = [\"tanh\"] }"),
        bad("unknown word", head + "model.cell.activation = tahn", "spec.conf:2: model.cell.activation: ",
            "unknown value \"tahn\"", "did you mean \"tanh\"?", "Known here: tanh, logistic, relu"),
        bad("word for a list", head + "train.probes = gradient-norm", "spec.conf:2: train.probes: ",
            "\"gradient-norm\" is not a list", "a list of words out of", "write it in brackets"),
        bad("unknown word in a list", head + "train.probes = [gradient-nrom]", "spec.conf:2: train.probes: ",
            "unknown value \"gradient-nrom\"", "did you mean \"gradient-norm\"?"),
        bad("too small", head + "train.epochs = 0", "spec.conf:2: train.epochs: ", "0 is out of range", "at least 1"),
        bad("too large", head + "train.epochs = 99999999999999999999999", "spec.conf:2: train.epochs: ",
            "is out of range", "at most 1000000"),
        bad("on an excluded limit", head + "init.input.sigma = 0", "spec.conf:2: init.input.sigma: ",
            "0 is out of range",
            "the rule: a number above 0.0"),
        bad("NaN", head + "init.input.sigma = NaN", "spec.conf:2: init.input.sigma: ", "\"NaN\" is not a number",
            "above 0.0"),
        bad("infinite", head + "init.input.sigma = 1e999", "spec.conf:2: init.input.sigma: ", "Infinity is too large",
            "above 0.0"),
        bad("infinite as text", head + "init.input.sigma = \"1e999\"", "spec.conf:2: init.input.sigma: ",
            "\"1e999\" is too large"),
        bad("hostile text", head + "train.epochs = \"1\\n2\\u001b[31m\"", "spec.conf:2: train.epochs: ",
            "is not a number"),
        bad("none where it is not allowed", head + "train.batch = none", "spec.conf:2: train.batch: ",
            "\"none\" is not a number"),
        bad("empty choice", head + "train.batch { choice = [] }", "spec.conf:2: train.batch: ", "choice = [] is empty",
            "at least one value", "list the values"),
        bad("choice without brackets", head + "train.batch { choice = 3 }", "spec.conf:2: train.batch: ",
            "choice = 3 is not a list", "write it in brackets"),
        bad("illegal value in a choice", head + "train.batch { choice = [1, 0] }", "spec.conf:2: train.batch: ",
            "0 is out of range", "at least 1"),
        bad("object in the choice of a setting", head + "train.batch { choice = [{ int = [1, 2] }] }",
            "spec.conf:2: train.batch: ", "cannot stand in the choice of a plain setting", "list plain values"),
        bad("inverted range", head + "init.input.sigma { uniform = [1, 0.5] }", "spec.conf:2: init.input.sigma: ",
            "uniform = [1,0.5] is inverted", "first end must be below the second", "swap"),
        bad("range of nothing", head + "init.input.sigma { uniform = [1, 1] }", "spec.conf:2: init.input.sigma: ",
            "holds one value only", "write the value itself"),
        bad("range of three", head + "train.batch { int = [1, 2, 3] }", "spec.conf:2: train.batch: ",
            "int = [1,2,3] is not a range", "write its two ends"),
        bad("log-uniform from 0", head + "init.recurrent.spectral-radius { log-uniform = [0, 1] }",
            "spec.conf:2: init.recurrent.spectral-radius: ", "log-uniform = [0,1] begins at 0.0",
            "must begin above 0", "1e-6"),
        bad("range out of the setting's", head + "perturbation { kind = dropconnect, p { uniform = [0, 2] } }",
            "spec.conf:2: perturbation.p: ", "2 is out of range", "at most 1.0"),
        bad("uniform of words", head + "model.cell.activation { uniform = [0, 1] }",
            "spec.conf:2: model.cell.activation: ",
            "uniform is for numbers", "one of tanh", "take { choice = [...] }"),
        bad("uniform of ints", head + "train.batch { uniform = [1, 9] }", "spec.conf:2: train.batch: ",
            "uniform gives fractions", "a whole number", "add round-to = 1, or take int = [a, b]"),
        bad("fractions in an int range", head + "init.input.sigma { int = [0.5, 2] }",
            "spec.conf:2: init.input.sigma: ",
            "int = [0.5,2]", "whole numbers", "take uniform"),
        bad("two domains in one object", head + "init.input.sigma {\n  uniform = [0.1, 1]\n  log-uniform = [0.1, 1]\n}",
            "spec.conf:2: init.input.sigma: ", "both uniform and log-uniform are given (", "spec.conf:3 and ",
            "spec.conf:4)", "keep one"),
        bad("unknown key of a domain", head + "init.input.sigma { uniform = [0.1, 1], step = 3 }",
            "spec.conf:2: init.input.sigma: ", "unknown key of a domain \"step\"", "did you mean \"steps\"?"),
        bad("steps with a choice", head + "init.input.sigma { choice = [0.1, 1], steps = 3 }",
            "spec.conf:2: init.input.sigma: ", "steps goes with uniform or log-uniform, not with choice",
            "leave it out"),
        bad("one step", head + "init.input.sigma { uniform = [0.1, 1], steps = 1 }", "spec.conf:2: init.input.sigma: ",
            "steps = 1 is out of range", "from 2 to"),
        bad("round-to below 0", head + "init.input.sigma { uniform = [0.1, 1], round-to = -1 }",
            "spec.conf:2: init.input.sigma: ", "round-to = -1 is out of range", "above 0"),
        bad("round-to without a multiple", head + "init.input.sigma { uniform = [0.1, 0.9], round-to = 1 }",
            "spec.conf:2: init.input.sigma: ", "round-to = 1 has no multiple between 0.1 and 0.9",
            "take a smaller one"),
        bad("fractional round-to of an int", head + "train.batch { uniform = [1, 9], round-to = 0.5 }",
            "spec.conf:2: train.batch: ", "round-to = 0.5 gives fractions", "take a whole number"),
        bad("a grid over a range without steps", head + "search.kind = grid\ninit.input.sigma { uniform = [0.1, 1] }",
            "spec.conf:3: init.input.sigma: ", "uniform [0.1, 1.0] has no steps", "a grid needs to know",
            "add steps = 5"),
        bad("a grid over repeated values", head + "search.kind = grid\ninit.input.sigma { choice = [1e-3, 1, 0.001] }",
            "spec.conf:3: init.input.sigma: ", "would visit 0.001 twice", "must differ", "leave one out"),
        bad("a grid over repeated components", head + "search.kind = grid\n"
                + "perturbation { choice = [{ kind = none }, { kind = none }] }",
            "spec.conf:3: perturbation: ", "twice", "must differ", "leave one out"),
        bad("a grid whose rounding repeats", head + "search.kind = grid\n"
                + "init.input.sigma { uniform = [0.1, 1], steps = 50, round-to = 0.1 }",
            "spec.conf:3: init.input.sigma: ", "twice", "must differ", "fewer steps"),
        bad("a range of components", head + "optimizer { uniform = [0, 1] }", "spec.conf:2: optimizer: ",
            "cannot choose a component", "write { choice = [...] }"),
        bad("a choice of words for components", head + "optimizer { choice = [sgd] }", "spec.conf:2: optimizer: ",
            "\"sgd\" is not a component", "kind out of rmsprop, sgd", "write { kind = ... }"),
        bad("a mistake in a chosen component", head + "perturbation { choice = [\n { kind = none }\n"
                + " { kind = dropconnect, p = 2 }\n] }",
            "spec.conf:4: perturbation.p: ", "2 is out of range", "at most 1.0"),
        bad("a swept sweep", head + "sweep.seed { choice = [1, 2] }", "spec.conf:2: sweep.seed: ",
            "{\"choice\":[1,2]} cannot stand here",
            "give a plain value"),
        bad("a swept search", head + "search.trials { choice = [1, 2] }", "spec.conf:2: search.trials: ",
            "{\"choice\":[1,2]} cannot stand here", "give a plain value"),
        bad("same as nothing", head + "init.input.sigma { same = init.recurrent.sigam }",
            "spec.conf:2: init.input.sigma: ",
            "same = init.recurrent.sigam names no setting", "did you mean \"init.recurrent.sigma\"?"),
        bad("same as a kind", head + "model.cell.activation { same = task.kind }",
            "spec.conf:2: model.cell.activation: ",
            "same = task.kind names no setting", "full dotted path"),
        bad("same as itself", head + "init.input.sigma { same = init.input.sigma }", "spec.conf:2: init.input.sigma: ",
            "leads back to itself", "must end at a setting", "give one of them a value"),
        bad("same as what may be missing", head + "perturbation { choice = [{ kind = none }, { kind = dropconnect }]"
                + " }\n"
                + "init.input.spectral-radius { same = perturbation.p }",
            "spec.conf:3: init.input.spectral-radius: ", "does not exist in every trial", "tie within one component"),
        bad("same of another type", head + "train.batch { same = init.input.sigma }", "spec.conf:2: train.batch: ",
            "can give 0.01, which is not legal here", "a whole number", "untie"),
        bad("same that can be out of range", head + "init.input.sigma { same = init.recurrent.spectral-radius }\n"
                + "init.recurrent.spectral-radius { choice = [1, 0] }",
            "spec.conf:2: init.input.sigma: ", "can give 0.0, which is not legal here", "above 0.0", "narrow"),
        bad("same is a number", head + "init.input.sigma { same = 3 }", "spec.conf:2: init.input.sigma: ",
            "same = 3 is not a path", "name another setting"),
        bad("missing setting", "sweep.name = try\ntask { kind = polyphonic-music }", "spec.conf:2: task.set: ",
            "missing, and it has no default", "a word", "add task.set = ..."),
        bad("missing component", "sweep.name = try", "spec.conf:1: task.kind: ", "missing, and it has no default",
            "one of copy, polyphonic-music", "add task { kind = ... }"),
        bad("missing name", "task.kind = copy", "spec.conf:1: sweep.name: ", "missing, and it has no default",
            "add sweep.name"),
        bad("bad name of a sweep", "task.kind = copy\nsweep.name = \"../Etc\"", "spec.conf:2: sweep.name: ",
            "\"../Etc\" is not a name", "lower-case letters, digits and hyphens", "rename it"),
        bad("bad name of a variant", head + "variants { RNN_DO {} }", "spec.conf:2: variants.RNN_DO: ",
            "\"RNN_DO\" is not a name", "lower-case letters", "rename it"),
        bad("variant is a word", head + "variants { plain = 3 }", "spec.conf:2: variants.plain: ",
            "3 is not an overlay",
            "write variants.plain { ... }"),
        bad("no variant", head + "variants { }", "spec.conf:2: variants: ", "names no variant", "leave it out"),
        bad("variant that changes the sweep", head + "variants { a { sweep.seed = 2 } }",
            "spec.conf:2: variants.a.sweep: ",
            "cannot differ between variants", "belongs to the whole sweep", "move it"),
        bad("variant that is run in another way", head + "variants { a { run.checkpoint = 2 } }",
            "spec.conf:2: variants.a.run: ", "cannot differ between variants"),
        bad("variant with another search", head + "variants { a { search.kind = grid } }",
            "spec.conf:2: variants.a.search.kind: ", "one kind of search, random", "leave the kind out"),
        bad("variant in a variant", head + "variants { a { variants { b {} } } }", "spec.conf:2: variants.a.variants: ",
            "cannot differ between variants"),
        bad("mistake in a variant", head + "variants {\n  a { }\n  b { penalti.kind = x }\n}", "spec.conf:4: penalti: ",
            "unknown setting", "Known here"),
        bad("selection by test", head + "sweep.metric = test.loss", "spec.conf:2: sweep.metric: ",
            "test.loss cannot select", "by validation only", "take valid.loss"),
        bad("unknown metric", head + "sweep.metric = valid.eror", "spec.conf:2: sweep.metric: ",
            "unknown metric \"valid.eror\"",
            "did you mean \"valid.error\"?"),
        bad("a grid too large to count", head + "search.kind = grid\ninit.input.connections { int = [1, 2147483647] }\n"
                + "init.recurrent.connections { int = [1, 2147483647] }\ntask.length { int = [1, 100] }",
            "spec.conf:2: search.kind: ", "points", "at most 2^62", "fewer values"),
        bad("unclosed brace", head + "train {\n epochs = 3\n", "spec.conf:4: ", "not valid HOCON",
            "the file ends inside a brace", "close what was opened"),
        bad("stray bracket", head + "train ] 3", "spec.conf:2: ", "not valid HOCON"),
        bad("unresolved substitution", head + "train.epochs = ${nowhere}", "spec.conf:2: ", "nowhere",
            "that this spec sets", "set it"),
        bad("the environment is no part of a spec", head + "train.epochs = ${PATH}", "spec.conf:2: ", "PATH",
            "environment do not count"),
        bad("circular substitution", head + "train.epochs = ${train.batch}\ntrain.batch = ${train.epochs}",
            "spec.conf:",
            "train.epochs"),
        bad("include of a URL", head + "include \"http://example.com/a.conf\"", "spec.conf:2: ", "fetches a URL",
            "includes files only", "include that"),
        bad("include of url()", head + "include url(\"file:///etc/passwd\")", "spec.conf:2: ", "fetches a URL",
            "includes files only"),
        bad("include from the class path", head + "\ninclude classpath(\"reference.conf\")", "spec.conf:3: ",
            "reads from the class path", "includes files only"),
        bad("include of a missing file", head + "include \"base.conf\"", "spec.conf:2: ", "base.conf", "no such file",
            "relative to the file that includes it"),
        bad("include of itself", head + "include \"spec.conf\"", "spec.conf:2: ", "includes itself", "take one"),
        bad("empty file", " \n", "spec.conf: ", "is empty", "start from an example"),
        bad("a list, not an object", "[1, 2]", "spec.conf:1: ", "not an object of settings", "start from an example"),
        bad("brackets without end", "a = " + "[".repeat(200_000), "spec.conf: ", "nested too deeply"));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void tellsWhereWhatTheRuleAndTheCure(Bad bad) throws Exception {
    Path file = folder.resolve("spec.conf");
    Files.writeString(file, bad.text());
    String message = message(file, Map.of());
    assertTrue(message.startsWith(folder + "/" + bad.where()), message);
    int at = bad.where().length();
    for (String part : bad.parts()) {
      int next = message.indexOf(part, at);
      assertTrue(next >= 0, part + " is missing, or in the wrong order, in: " + message);
      at = next;
    }
    assertEquals(1, message.lines().count(), "one mistake, one line");
    assertFalse(message.contains("\u001b"), "nothing that a terminal obeys");
    assertTrue(message.length() < 700, "short enough to be read: " + message);
  }

  private static String message(Path file, Map<String, String> overrides) {
    return assertThrows(SpecException.class, () -> SweepSpecReader.read(file, overrides, Specs.CATALOGUE)).getMessage();
  }

  @Test
  void tellsAllMistakesAtOnceInTheOrderOfTheFile() throws Exception {
    Path file = folder.resolve("spec.conf");
    Files.writeString(
        file,
        """
        sweep { name = try, metric = best }
        task.kind = copy
        variants {
          a { train.epochs = 0 }
          b { optimizer { kind = sgd, momentum = 1 } }
        }
        model.hiden = 3
        init.input.sigma { uniform = [2, 1] }
        """);
    List<String> lines = message(file, Map.of()).lines().toList();
    assertEquals("5 mistakes:", lines.get(0));
    List<String> where = List.of(":1: sweep.metric: ", ":4: train.epochs: ", ":5: optimizer.momentum: ",
            ":7: model.hiden: ",
            ":8: init.input.sigma: ");
    assertEquals(6, lines.size(), String.join("\n", lines));
    for (int i = 0; i < where.size(); i++) {
      assertTrue(lines.get(i + 1).startsWith("  " + (i + 1) + ". " + file + where.get(i)), lines.get(i + 1));
    }
  }

  @Test
  void aLongListOfMistakesIsCut() throws Exception {
    Path file = folder.resolve("spec.conf");
    StringBuilder text = new StringBuilder("sweep.name = try, task { kind = copy }\n");
    for (int i = 0; i < 1000; i++) {
      text.append("x").append(i).append(" = 1\n");
    }
    Files.writeString(file, text);
    List<String> lines = message(file, Map.of()).lines().toList();
    assertEquals("1000 mistakes:", lines.get(0));
    assertEquals(27, lines.size());
    assertEquals("  and 975 more", lines.get(26));
  }

  @Test
  void aMistakeInAnIncludedFileIsShownThere() throws Exception {
    Files.createDirectories(folder.resolve("parts"));
    Files.writeString(folder.resolve("parts/base.conf"), "\n\ntrain.epocs = 3\n");
    Path file = folder.resolve("spec.conf");
    Files.writeString(file, "include \"parts/base\"\nsweep.name = try, task { kind = copy }\n");
    String message = message(file, Map.of());
    assertTrue(message.startsWith(folder.resolve("parts/base.conf") + ":3: train.epocs: unknown setting"), message);
  }

  @Test
  void filesThatCannotBeSpecs() throws Exception {
    assertTrue(message(folder.resolve("none.conf"), Map.of()).endsWith(
            "none.conf: no such file; check the path, which is relative to the current folder"));
    assertTrue(message(folder, Map.of()).endsWith(": is a folder; a spec is one file of HOCON; name the file"));
    Path latin = folder.resolve("latin.conf");
    Files.write(latin, new byte[] {'a', '=', (byte) 0xe9, '\n'});
    assertTrue(message(latin, Map.of()).contains("latin.conf: is not UTF-8 text;"));
    Path empty = folder.resolve("empty.conf");
    Files.createFile(empty);
    assertTrue(message(empty, Map.of()).contains("empty.conf: is empty;"));
    Path large = folder.resolve("large.conf");
    Files.write(large, new byte[17 << 20]);
    assertTrue(message(large, Map.of()).contains("large.conf: has 17825792 bytes; a spec has at most 16777216;"));
  }

  @Test
  void overridesAreCheckedAndNamed() throws Exception {
    Path file = folder.resolve("spec.conf");
    Files.writeString(file, "sweep.name = try, task { kind = copy }\n");
    Map<String, String> wrong = new LinkedHashMap<>();
    wrong.put("train.epochs=0", "--set: train.epochs: 0 is out of range; the rule: ");
    wrong.put("train.epocs=3", "--set: train.epocs: unknown setting; did you mean \"epochs\"?");
    wrong.put("=3", "--set =3: the path is missing; write --set path=value");
    wrong.put("train.epochs=", "--set train.epochs=: the value is missing; write --set path=value");
    wrong.put("train..epochs=3", "--set train..epochs=3: not understood: ");
    wrong.put("train.epochs={", "--set train.epochs={: not understood: ");
    wrong.put("train.epochs=3, x = 4", "--set train.epochs=3, x = 4: says more than one thing;");
    wrong.put("train={ include \"a.conf\" }", "--set train={ include \"a.conf\" }: an include cannot stand on the"
                + " command line;");
    wrong.put("train.epochs=${nowhere}", "--set: Could not resolve substitution to a value: ${nowhere}; ");
    wrong.put("train=" + "[".repeat(100_000), "--set train=" + "[".repeat(54) + "...: nested too deeply");
    wrong.forEach((set, begin) -> {
      int equals = set.indexOf('=');
      String message = message(file, Map.of(set.substring(0, equals), set.substring(equals + 1)));
      assertTrue(message.startsWith(begin), message);
      assertEquals(1, message.lines().count(), message);
    });
  }

  @Test
  void anUnknownVariantIsToldWithTheKnownOnes() throws Exception {
    SweepSpec spec = Specs.of("variants { plain {}, rnn-do {} }");
    assertEquals("rnn-do", spec.variant("rnn-do").name());
    assertEquals(
            "variant \"rnn-d0\": unknown variant of try; did you mean \"rnn-do\"? Known here: plain, rnn-do",
        assertThrows(SpecException.class, () -> spec.variant("rnn-d0")).getMessage());
  }
}
