package dev.rondo.driver.report;

import java.util.ArrayList;
import java.util.List;

/** Where the tables lie and how to ask them more. */
final class WhereTheTablesLie implements Report {
  @Override
  public Content of(List<SweepView> sweeps) {
    List<String> notes = new ArrayList<>();
    for (SweepView sweep : sweeps) {
      notes.add(
          "All results: " + sweep.location() + "/trials/*.parquet, one row a trial, for Spark SQL, DuckDB and pandas.");
      notes.add(
          "  ./rondo sql " + quoted(sweep.location())
              + " \"select variant, min(valid_loss), count(*) from trials group by variant\"");
    }
    notes.add("  views: trials, epochs, probes, best, leaderboard");
    notes.add("  more reports: rondo report OUT --only expected-best,differences,importance,marginal-effects,swept-ranges");
    return new Content(List.of(), notes, null);
  }

  private static String quoted(String path) {
    return path.matches("[A-Za-z0-9_./:@%+=,-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }
}
