package dev.rondo.driver.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings that were swept with their domains, like Table 2 of Ognawala and Bayer (2014); from the spec of the folder. */
public final class SweptRanges implements Report {
  @Override
  public Content of(List<SweepView> sweeps) {
    List<Table> tables = new ArrayList<>();
    List<List<String>> data = new ArrayList<>();
    for (SweepView sweep : sweeps) {
      int variants = sweep.summary().variantOrder().size();
      tables.add(table("What was swept in " + sweep.name(), sweep.ranges(), variants));
      sweep.ranges().forEach(
          range -> data.add(List.of(sweep.name(), range.variant(), range.path(), range.values(), range.only())));
    }
    return new Content(tables, List.of(), Table.data(List.of("sweep", "variant", "setting", "values", "only_with"), data));
  }

  /** Settings that several variants sweep alike share a line. */
  public static Table table(String title, List<SweepView.Range> ranges, int variants) {
    Map<List<String>, List<String>> variantsOf = new LinkedHashMap<>();
    for (SweepView.Range range : ranges) {
      variantsOf
          .computeIfAbsent(List.of(range.path(), range.values(), range.only()), key -> new ArrayList<>())
          .add(range.variant());
    }
    List<List<String>> rows = new ArrayList<>();
    variantsOf.forEach((line, names) -> rows.add(List.of(
        line.get(0), line.get(1), line.get(2), names.size() == variants ? "all" : String.join(", ", names))));
    return Table.numbers(title, 4, List.of("setting", "values", "only with", "variants"), rows);
  }
}
