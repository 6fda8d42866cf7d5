package dev.rondo.driver;

import dev.rondo.driver.report.SweepView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What lies in a sweep's folder, counted; reads only, so a driver may be at work there. */
final class SweepReader {
  private SweepReader() {}

  static SweepSummary summarise(SweepFolder folder, SweepInfo info) throws IOException {
    SweepSummary summary = new SweepSummary(info.variants(), info.selection());
    read(folder, summary::add);
    return summary;
  }

  /** What reports look at. Every trial is kept, with no more than its swept settings. */
  static SweepView view(SweepFolder folder, SweepInfo info) throws IOException {
    SweepSummary summary = new SweepSummary(info.variants(), info.selection());
    List<TrialRow> trials = new ArrayList<>();
    read(folder, row -> {
      summary.add(row);
      TreeMap<String, String> swept = new TreeMap<>();
      for (String path : info.swept()) {
        for (String key : List.of(path, path + ".kind")) {
          if (row.config().containsKey(key)) {
            swept.put(key, row.config().get(key));
          }
        }
      }
      trials.add(row.withConfig(swept));
    });
    return new SweepView(info.name(), folder.location(), info.plannedInAll(), info.swept(), info.ranges(), summary, trials);
  }

  private static void read(SweepFolder folder, Consumer<TrialRow> rows) throws IOException {
    folder.read(
        rows,
        (file, reason) -> System.err.println(
            "rondo: left out " + file.toUri().getPath() + ", which is not a whole row (" + reason
                + "); the next rondo run moves it aside and runs its trial again"));
  }
}
