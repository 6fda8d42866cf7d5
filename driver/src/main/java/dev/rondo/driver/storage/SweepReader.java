package dev.rondo.driver.storage;

import dev.rondo.driver.report.SweepView;
import dev.rondo.spec.Lineage;
import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/** What lies in a sweep's folder, counted; reads only, so a driver may be at work there. */
public final class SweepReader {
  private SweepReader() {}

  public static SweepSummary summarise(SweepFolder folder, SweepInfo info) throws IOException {
    SweepSummary summary = new SweepSummary(info.variants(), info.selection());
    folder.read(summary::add, SweepReader::leftOut);
    return summary;
  }

  /** What reports look at. Every trial is kept, with no more than its swept settings and whether it has a lineage. */
  public static SweepView view(SweepFolder folder, SweepInfo info) throws IOException {
    SweepSummary summary = new SweepSummary(info.variants(), info.selection());
    List<TrialRow> trials = new ArrayList<>();
    folder.read(row -> {
      summary.add(row);
      TreeMap<String, String> swept = new TreeMap<>();
      for (String path : info.swept()) {
        for (String key : List.of(path, path + ".kind")) {
          if (row.config().containsKey(key)) {
            swept.put(key, row.config().get(key));
          }
        }
      }
      if (row.config().containsKey(Lineage.EPOCH)) {
        swept.put(Lineage.EPOCH, row.config().get(Lineage.EPOCH));
      }
      trials.add(row.withConfig(swept));
    }, SweepReader::leftOut);
    trials.sort(Comparator.comparing(TrialRow::id));
    return new SweepView(info.name(), folder.location(), info.plannedInAll(), info.swept(), info.ranges(), summary, trials);
  }

  /** All rows, in the order of the trial ids. */
  public static List<TrialRow> rows(SweepFolder folder) throws IOException {
    List<TrialRow> rows = new ArrayList<>();
    folder.read(rows::add, SweepReader::leftOut);
    rows.sort(Comparator.comparing(TrialRow::id));
    return rows;
  }

  /** What the probes of every trial measured, in the order of the trial ids. */
  public static List<TrialProbes> probes(SweepFolder folder) throws IOException {
    List<TrialProbes> trials = new ArrayList<>();
    folder.readProbes(trials::add, SweepReader::leftOut);
    trials.sort(Comparator.comparing(TrialProbes::id));
    return trials;
  }

  /** What a trial was; empty when it has no row. */
  public static Optional<TrialConfig> config(SweepFolder folder, String id) throws IOException {
    List<TrialConfig> found = new ArrayList<>();
    folder.readConfigs(trial -> {
      if (trial.id().equals(id)) {
        found.add(trial);
      }
    }, SweepReader::leftOut);
    return found.stream().findFirst();
  }

  private static void leftOut(Path file, String reason) {
    System.err.println(
        "rondo: left out " + file.toUri().getPath() + ", which is not a whole row (" + reason
            + "); the next rondo run moves it aside and runs again what it held");
  }
}
