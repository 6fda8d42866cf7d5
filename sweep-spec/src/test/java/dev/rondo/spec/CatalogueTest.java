package dev.rondo.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CatalogueTest {
  @Test
  void listsEverythingInAFixedOrder() {
    Catalogue catalogue = Specs.CATALOGUE;
    assertEquals(List.of("cell", "init", "optimizer", "perturbation", "search", "task"), catalogue.axes());
    assertEquals(List.of("elman", "lstm"), catalogue.kinds("cell"));
    Catalogue.Component elman = catalogue.component("cell", "elman");
    assertEquals("Simple (Elman) RNN", elman.name());
    assertEquals("000 eq 1-2", elman.paper());
    assertEquals("lstm", catalogue.component("cell", "lstm").name(), "without a name, the kind");
    assertEquals(
        List.of("model", "run", "sweep", "train"), catalogue.sections().stream().map(Catalogue.Section::name).toList());
    assertEquals(
        List.of("batch", "epochs", "stop.patience", "shuffle", "probes"),
        catalogue.sections().get(3).settings().stream().map(Setting::name).toList(), "as declared");
    assertEquals(
        List.of("init.input", "init.recurrent", "model.cell", "optimizer", "perturbation", "search", "task"),
        catalogue.slots().stream().map(Catalogue.Slot::path).toList());
    assertEquals(Optional.of("sparse"), catalogue.slots().get(0).defaultKind());
    assertEquals("0.01", catalogue.slots().get(0).defaults().get("sigma"));
    assertEquals(Optional.empty(), catalogue.slots().get(6).defaultKind());
    assertEquals(List.of("valid.error", "valid.loss"), List.copyOf(catalogue.metrics().keySet()));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> catalogue.kinds("cel")).getMessage().contains("cell"));
    assertTrue(assertThrows(IllegalArgumentException.class, () -> catalogue.component("cell", "gru")).getMessage()
        .contains("[elman, lstm]"));
  }

  @Test
  void settingsSayWhatIsLegal() {
    List<Setting> train = Specs.CATALOGUE.sections().get(3).settings();
    assertEquals("a whole number of at least 1 and at most 1000000 (epochs)", train.get(1).legal());
    assertEquals("a whole number of at least 1 and at most 2147483647, or none (epochs)", train.get(2).legal());
    assertEquals("true or false", train.get(3).legal());
    assertEquals("a list of words out of gradient-norm, spectral-radius", train.get(4).legal());
    assertEquals(Optional.of("20"), train.get(2).defaultText());
    assertEquals("epochs", train.get(2).unit());
    List<Setting> sparse = Specs.CATALOGUE.component("init", "sparse").settings();
    assertEquals("a number above 0.0", sparse.get(0).legal());
    assertEquals("a number of at least 0.0 and below 1.0",
        Specs.CATALOGUE.component("optimizer", "rmsprop").settings().get(1).legal());
    assertEquals("one of tanh, logistic, relu", Specs.CATALOGUE.component("cell", "elman").settings().get(0).legal());
  }

  @Test
  void theOwnPartIsOnTheClassPath() {
    Catalogue own = Catalogue.load();
    assertTrue(own.axes().contains(Catalogue.SEARCH));
    Catalogue.Section sweep =
        own.sections().stream().filter(s -> s.name().equals(Catalogue.SWEEP)).findFirst().orElseThrow();
    assertEquals(List.of("name", "seed", "metric", "goal"), sweep.settings().stream().map(Setting::name).toList());
    assertTrue(own.metrics().containsKey("valid.loss"));
  }

  @Test
  void partsFromAllOverTheClassPathAreMerged(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("reference.conf"),
        "akka.path = ${unknown.elsewhere}\nrondo { axis.colour.red { doc = Red. }, slot.colour.default.kind = red }");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader more = new URLClassLoader(new URL[] {folder.toUri().toURL()},
        Catalogue.class.getClassLoader())) {
      thread.setContextClassLoader(more);
      assertEquals(List.of("red"), Catalogue.load().kinds("colour"), "jars added later count, others' settings do not");
    } finally {
      thread.setContextClassLoader(before);
    }
    assertFalse(Catalogue.load().axes().contains("colour"));
    try (URLClassLoader stranger = new URLClassLoader(new URL[0], null)) {
      thread.setContextClassLoader(stranger);
      assertTrue(Catalogue.load().axes().contains(Catalogue.SEARCH),
          "a loader that does not know this class is passed over");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "section.a.settings.x { doc = d, type = integer }                         | none of int, number",
      "section.a.settings.x { type = int }                                      | needs a doc",
      "section.a.settings.x { doc = d, type = int, defualt = 3 }                | unknown key defualt",
      "section.a.settings.x { doc = d, type = int, default = 1.5 }              | 1.5 is not a whole number",
      "section.a.settings.x { doc = d, type = int, default = 1, min = 2 }       | 1 is out of range",
      "section.a.settings.x { doc = d, type = int, min = 3, max = 2 }           | limits are inverted",
      "section.a.settings.x { doc = d, type = int, max = 1e17 }                 | ints go to 2^53",
      "section.a.settings.x { doc = d, type = number, min = 1, above = 1 }      | two limits on one side",
      "section.a.settings.x { doc = d, type = text, min = 1 }                   | only numbers have limits",
      "section.a.settings.x { doc = d, type = number, choice = [1] }            | choice is for text",
      "section.a.settings.x { doc = d, type = text, choice = [] }               | the choice is empty",
      "section.a.settings.x { doc = d, type = text, choice = [a], default = b } | unknown value",
      "section.a.settings.x { doc = d, type = texts, default = b }              | is not a list",
      "section.a.settings.uniform { doc = d, type = text }                      | uniform is a reserved word",
      "section.a.settings.kind { doc = d, type = text }                         | kind is a reserved word",
      "section.a.settings.Big { doc = d, type = text }                          | a setting's name must match",
      "section.a.settings.x = 3                                                 | must be an object",
      "section.a.setting.x { doc = d, type = text }                             | unknown key setting",
      "section.a.settings { x { doc = d, type = int }, x.y { doc = d, type = int } } | unknown key y",
      "axis.a.b { }                                                             | needs a doc",
      "axis.a.B { doc = d }                                                     | a kind must match",
      "axis.a.b { doc = d, papers = 1 }                                         | unknown key papers",
      "slot.a { axis = b }                                                      | there is no axis b",
      "axis.a.b.doc = d, slot.a.default.kind = c                                | there is no a of kind c",
      "axis.a.b.doc = d, slot.a.default { x = 1 }                               | the default needs a kind",
      "axis.a.b.doc = d, slot.a.default { kind = b, x = 1 }                     | b has no setting [x]",
      "axis.a.b.doc = d, slot.a {}, section.a.settings.x { doc = d, type = int } | declared twice",
      "metric.\"test.loss\".doc = d                                             | a sweep selects by validation",
      "sections { }                                                             | unknown key sections"})
  void aWrongCatalogueSaysWhatIsWrong(String text, String expected) {
    Config wrong = ConfigFactory.parseString("rondo { " + text + " }");
    String message = assertThrows(IllegalStateException.class, () -> Catalogue.load(wrong)).getMessage();
    assertTrue(message.startsWith("catalogue"), message);
    assertTrue(message.contains(expected), message);
  }

  @Test
  void quietSettingsAndSlots_leaveNoTraceUnlessNamed(@TempDir Path folder) throws Exception {
    Catalogue catalogue = Catalogue.load(ConfigFactory.parseString("""
        rondo {
          slot { extra { axis = extra, quiet = true, default { kind = none } }, main { axis = main, default { kind = one } } }
          axis.extra { none { doc = None. }, some { doc = Some., settings { size { type = int, default = 3, doc = Size. } } } }
          axis.main.one {
            doc = One.
            settings { gain { type = number, none = true, quiet = true, default = none, doc = Gain. } }
          }
        }""").withFallback(ConfigFactory.parseResources("reference.conf")));
    assertEquals("{main.kind=one}", values(catalogue, folder, ""));
    assertEquals("{extra.kind=none, main.gain=none, main.kind=one}",
        values(catalogue, folder, "extra.kind = none, main.gain = none"));
    assertEquals("{extra.kind=some, extra.size=3, main.gain=1.05, main.kind=one}",
        values(catalogue, folder, "extra.kind = some, main.gain = 1.05"));
    assertTrue(Params.of(Map.of()).isNone("gain"));
  }

  private static String values(Catalogue catalogue, Path folder, String text) throws Exception {
    Path file = Files.writeString(folder.resolve("spec.conf"), "sweep.name = quiet, " + text);
    return SweepSpecReader.read(file, Map.of(), catalogue).plan().get(0).values().toString();
  }
}
