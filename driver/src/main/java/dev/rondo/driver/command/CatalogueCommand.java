package dev.rondo.driver.command;

import dev.rondo.driver.Json;
import dev.rondo.driver.report.Table;
import dev.rondo.driver.report.TextTable;
import dev.rondo.spec.Catalogue;
import dev.rondo.spec.Setting;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rondo catalogue}: everything that a spec can name. */
@Command(
    name = "catalogue",
    description = {
      "Lists everything that a spec can name: the components of each axis with their settings, the settings of the sections, and what",
      "the papers have a name for and a spec says by settings. Papers: 000 Ognawala and Bayer, 001 Tikhonov regularisation of LSTM, 002",
      "max-affine splines, 003 Galvan, 004 Vorontsov and others."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class CatalogueCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(names = "--axis", paramLabel = "AXIS", description = "This axis alone, with all settings, such as cell.")
  private String axis;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private PlainFormat format;

  @Override
  public Integer call() {
    Catalogue catalogue = Catalogue.load();
    if (axis != null && !catalogue.axes().contains(axis)) {
      throw new ParameterException(
          command.commandLine(), "there is no axis " + axis + "; --axis takes one of " + String.join(", ", catalogue.axes()));
    }
    List<String> axes = axis == null ? catalogue.axes() : List.of(axis);
    PrintWriter out = command.commandLine().getOut();
    out.print(format == PlainFormat.JSON ? Json.pretty(json(catalogue, axes)) + "\n" : text(catalogue, axes));
    out.flush();
    return 0;
  }

  private Map<String, Object> json(Catalogue catalogue, List<String> axes) {
    List<Object> components = new ArrayList<>();
    for (String name : axes) {
      for (Catalogue.Component c : catalogue.components(name)) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("axis", c.axis());
        one.put("kind", c.kind());
        one.put("name", c.name());
        one.put("paper", c.paper());
        one.put("doc", c.doc());
        one.put("settings", settings(c.settings()));
        components.add(one);
      }
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("components", components);
    all.put("forms", catalogue.forms().stream().filter(f -> axis == null || f.kind().equals(axis)).toList());
    if (axis == null) {
      all.put("slots", catalogue.slots().stream().map(s -> {
        Map<String, Object> slot = new LinkedHashMap<>();
        slot.put("path", s.path());
        slot.put("axis", s.axis());
        slot.put("default", s.defaultKind().orElse(null));
        return slot;
      }).toList());
      Map<String, Object> sections = new LinkedHashMap<>();
      catalogue.sections().forEach(s -> sections.put(s.name(), settings(s.settings())));
      all.put("sections", sections);
    }
    return all;
  }

  private static List<Object> settings(List<Setting> settings) {
    List<Object> all = new ArrayList<>();
    for (Setting s : settings) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", s.name());
      one.put("legal", s.legal());
      one.put("default", s.defaultText().orElse(null));
      one.put("doc", s.doc());
      all.add(one);
    }
    return all;
  }

  private String text(Catalogue catalogue, List<String> axes) {
    StringBuilder text = new StringBuilder();
    for (String name : axes) {
      List<List<String>> rows = new ArrayList<>();
      for (Catalogue.Component c : catalogue.components(name)) {
        rows.add(List.of(c.kind(), c.name(), c.paper(), c.doc()));
        if (axis != null) {
          c.settings().forEach(s -> rows.add(List.of(
              "  " + s.name(), s.legal(), s.defaultText().map(d -> "default " + d).orElse("must be set"), s.doc())));
        }
      }
      table("The axis " + name, List.of("kind", "name", "paper", "what it is"), rows, text);
    }
    List<List<String>> forms = catalogue.forms().stream()
        .filter(f -> axis == null || f.kind().equals(axis))
        .map(f -> List.of(f.kind(), f.name(), f.paper(), f.spec()))
        .toList();
    if (!forms.isEmpty()) {
      table("What the papers name and a spec says by settings", List.of("axis", "name", "paper", "in a spec"), forms, text);
    }
    return text.toString();
  }

  private static void table(String title, List<String> header, List<List<String>> rows, StringBuilder text) {
    TextTable.write(new Table(title, header, header.stream().map(h -> false).toList(), rows), text);
    text.append('\n');
  }
}
