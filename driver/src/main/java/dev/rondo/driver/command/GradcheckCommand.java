package dev.rondo.driver.command;

import dev.rondo.core.check.GradientCheck;
import dev.rondo.driver.Json;
import dev.rondo.driver.report.Table;
import dev.rondo.driver.report.TextTable;
import dev.rondo.spec.Catalogue;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rondo gradcheck}: analytic gradients against numeric ones. */
@Command(
    name = "gradcheck",
    description = {
      "Compares analytic gradients with central differences in double precision: every cell with every kind of noise, in turns with",
      "several layers, all readouts, masks, initial states and penalties. Exit status 1 when a relative error is 1e-6 or more."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class GradcheckCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(names = "--cell", paramLabel = "KIND", description = "This kind of cell alone.")
  private String cell;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private PlainFormat format;

  @Override
  public Integer call() {
    Catalogue catalogue = Catalogue.load();
    if (cell != null && !catalogue.kinds("cell").contains(cell)) {
      throw new ParameterException(
          command.commandLine(), "there is no cell " + cell + "; --cell takes one of " + String.join(", ", catalogue.kinds("cell")));
    }
    Map<String, List<GradientCheck.Outcome>> byCell = new TreeMap<>();
    for (GradientCheck.Case c : GradientCheck.cases(catalogue)) {
      if (cell == null || cell.equals(c.cell())) {
        byCell.computeIfAbsent(c.cell(), kind -> new ArrayList<>()).add(GradientCheck.run(c));
      }
    }
    PrintWriter out = command.commandLine().getOut();
    out.print(format == PlainFormat.JSON ? Json.pretty(json(byCell)) + "\n" : text(byCell));
    out.flush();
    return byCell.values().stream().flatMap(List::stream).allMatch(GradientCheck.Outcome::passed) ? 0 : 1;
  }

  private static List<Object> json(Map<String, List<GradientCheck.Outcome>> byCell) {
    List<Object> all = new ArrayList<>();
    byCell.values().stream().flatMap(List::stream).forEach(outcome -> {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("cell", outcome.checked().cell());
      one.put("settings", outcome.checked().settings().lines().filter(line -> !line.isBlank()).toList());
      one.put("loss", outcome.checked().loss().name().toLowerCase(Locale.ROOT));
      one.put("masked", outcome.checked().masked());
      one.put("passed", outcome.passed());
      one.put("refused", outcome.refusal().isEmpty() ? null : outcome.refusal());
      one.put("error", outcome.refusal().isEmpty() ? outcome.error() : null);
      one.put("parameter", outcome.refusal().isEmpty() ? outcome.parameter() : null);
      all.add(one);
    });
    return all;
  }

  private static String text(Map<String, List<GradientCheck.Outcome>> byCell) {
    List<List<String>> rows = new ArrayList<>();
    StringBuilder failed = new StringBuilder();
    byCell.forEach((kind, outcomes) -> {
      long refused = outcomes.stream().filter(o -> !o.refusal().isEmpty()).count();
      double worst = outcomes.stream().filter(o -> o.refusal().isEmpty()).mapToDouble(GradientCheck.Outcome::error).max().orElse(0);
      boolean passed = outcomes.stream().allMatch(GradientCheck.Outcome::passed);
      rows.add(List.of(
          kind, Long.toString(outcomes.size() - refused), Long.toString(refused), String.format(Locale.ROOT, "%.1e", worst),
          passed ? "passed" : "FAILED"));
      outcomes.stream().filter(o -> !o.passed()).forEach(o -> failed
          .append(String.format(Locale.ROOT, "%n%s: relative error %.1e of %s%n%s%n", kind, o.error(), o.parameter(),
              o.checked().settings().lines().filter(line -> !line.isBlank()).map(line -> "  " + line).toList())));
    });
    StringBuilder text = new StringBuilder();
    TextTable.write(
        new Table(
            "Analytic against numeric gradients", List.of("cell", "networks", "refused", "largest error", "outcome"),
            List.of(false, true, true, true, false), rows),
        text);
    return text.append(failed).toString();
  }
}
