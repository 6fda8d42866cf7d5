package dev.rondo.driver;

import dev.rondo.core.ProbeRow;
import java.util.List;

/** What the probes of one trial measured, in the order in which they did. */
record TrialProbes(String id, String variant, String dataset, String status, List<ProbeRow> rows) {
  TrialProbes {
    rows = List.copyOf(rows);
  }

  /** Whether the trial trained to its end. */
  boolean finished() {
    return status.equals("ok") || status.equals("stopped");
  }
}
