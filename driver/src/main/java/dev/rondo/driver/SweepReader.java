package dev.rondo.driver;

import dev.rondo.driver.report.SweepView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** What lies in a sweep's folder, counted; reads only, so a driver may be at work there. */
final class SweepReader {
  private SweepReader() {}

  static SweepSummary summarise(SweepFolder folder, SweepInfo info) throws IOException {
    SweepSummary summary = new SweepSummary(info.variants());
    folder.read(summary::add, SweepReader::leftOut);
    return summary;
  }

  /** All rows, in the order of the trial ids. */
  static List<TrialRow> rows(SweepFolder folder) throws IOException {
    List<TrialRow> rows = new ArrayList<>();
    folder.read(rows::add, SweepReader::leftOut);
    return rows;
  }

  /** What the probes of every trial measured, in the order of the trial ids. */
  static List<TrialProbes> probes(SweepFolder folder) throws IOException {
    List<TrialProbes> trials = new ArrayList<>();
    folder.readProbes(trials::add, SweepReader::leftOut);
    return trials;
  }

  private static void leftOut(Path file, String reason) {
    System.err.println(
        "rondo: left out " + file.toUri().getPath() + ", which is not a whole row (" + reason
            + "); the next rondo run moves it aside and runs its trial again");
  }

  static SweepView view(SweepFolder folder, SweepInfo info, SweepSummary summary) {
    return new SweepView(info.name(), folder.location(), info.plannedInAll(), info.swept(), summary);
  }
}
