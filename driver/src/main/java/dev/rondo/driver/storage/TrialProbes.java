package dev.rondo.driver.storage;

import dev.rondo.core.ProbeRow;
import java.util.List;

/** What the probes of one trial measured, in the order in which they did. */
public record TrialProbes(String id, String variant, String dataset, String status, List<ProbeRow> rows) {
  public TrialProbes {
    rows = List.copyOf(rows);
  }

  /** Whether the trial trained to its end. */
  public boolean finished() {
    return status.equals("ok") || status.equals("stopped");
  }
}
