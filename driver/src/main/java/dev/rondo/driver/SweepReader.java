package dev.rondo.driver;

import dev.rondo.driver.report.SweepView;
import java.io.IOException;

/** What lies in a sweep's folder, counted; reads only, so a driver may be at work there. */
final class SweepReader {
  private SweepReader() {}

  static SweepSummary summarise(SweepFolder folder, SweepInfo info) throws IOException {
    SweepSummary summary = new SweepSummary(info.variants());
    folder.read(
        summary::add,
        (file, reason) -> System.err.println(
            "rondo: left out " + file.toUri().getPath() + ", which is not a whole row (" + reason
                + "); the next rondo run moves it aside and runs its trial again"));
    return summary;
  }

  static SweepView view(SweepFolder folder, SweepInfo info, SweepSummary summary) {
    return new SweepView(info.name(), folder.location(), info.plannedInAll(), info.swept(), summary);
  }
}
