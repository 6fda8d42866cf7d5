package dev.rondo.driver.report;

import java.util.List;

/** Where the tables lie and how to ask them more. */
final class WhereTheTablesLie implements Report {
  @Override
  public Content of(SweepView sweep) {
    String out = quoted(sweep.location());
    return new Content(
        List.of(),
        List.of(
            "All results: " + sweep.location() + "/trials/*.parquet, one row a trial, for Spark SQL, DuckDB and pandas.",
            "  ./rondo sql " + out + " \"select variant, min(valid_loss), count(*) from trials group by variant\"",
            "  views: trials, epochs, probes, best, leaderboard"));
  }

  private static String quoted(String path) {
    return path.matches("[A-Za-z0-9_./:@%+=,-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }
}
