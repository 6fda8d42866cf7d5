package dev.rondo.driver.report;

import dev.rondo.driver.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * For each pair of variants the difference in test loss between their best trials by validation, with a 95 % interval from a
 * {@link Bootstrap} over trials, and in words whether the data tell the two apart.
 */
final class Differences implements Report {
  private static final String BASELINE = "plain";
  private static final double ALPHA = 0.05;

  /** With fewer trials the resamples are nearly all alike, and an interval would promise what it cannot hold. */
  static final int FEWEST = 5;

  /**
   * Two variants.
   *
   * @param pairs how many comparisons are made at once
   */
  private record Pair(Cohort a, Cohort b, Bootstrap bootstrap, int pairs) {
    static Pair of(Cohort a, Cohort b, int pairs) {
      boolean enough = a.ranked() >= FEWEST && b.ranked() >= FEWEST
          && a.wellEnded().stream().noneMatch(row -> Double.isNaN(row.testLoss()))
          && b.wellEnded().stream().noneMatch(row -> Double.isNaN(row.testLoss()));
      return new Pair(a, b, enough ? Bootstrap.of(a, b) : null, pairs);
    }

    String says(String unit) {
      if (bootstrap == null) {
        return "too few trials to tell " + a.variant() + " and " + b.variant() + " apart: " + a.ranked() + " and " + b.ranked()
            + " ended well, " + FEWEST + " of each are needed";
      }
      String interval = String.format(
          Locale.ROOT, "95 %% interval %s to %s", Numbers.loss(bootstrap.quantile(ALPHA / 2)),
          Numbers.loss(bootstrap.quantile(1 - ALPHA / 2)));
      if (!bootstrap.tells(ALPHA)) {
        return "the data do not tell " + a.variant() + " and " + b.variant() + " apart (difference "
            + Numbers.loss(bootstrap.difference()) + ", " + interval + ")";
      }
      double d = bootstrap.quantile(ALPHA / 2);
      boolean better = d < 0;
      String gap = Numbers.loss(Math.abs(bootstrap.difference()));
      double near = better ? -bootstrap.quantile(1 - ALPHA / 2) : d;
      double far = better ? -d : bootstrap.quantile(1 - ALPHA / 2);
      return a.variant() + " is " + (better ? "better" : "worse") + " than " + b.variant() + " by " + gap
          + (unit.equals("nats") ? " nats" : "") + " (95 % interval " + Numbers.loss(near) + " to " + Numbers.loss(far) + ")"
          + (pairs > 1 && tellsAmongAll() ? ", also with all " + pairs + " comparisons allowed for" : "");
    }

    boolean tellsAmongAll() {
      return bootstrap.tells(ALPHA / pairs);
    }

    String sign() {
      return bootstrap == null ? "?"
          : Numbers.loss(bootstrap.difference()) + (!bootstrap.tells(ALPHA) ? "" : tellsAmongAll() ? "**" : "*");
    }
  }

  @Override
  public Content of(List<SweepView> sweeps) {
    List<Table> tables = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<List<String>> data = new ArrayList<>();
    for (SweepView sweep : sweeps) {
      for (String dataset : sweep.datasets()) {
        List<Cohort> cohorts = sweep.cohorts(dataset).stream().filter(cohort -> cohort.ranked() > 0).toList();
        int pairs = cohorts.size() * (cohorts.size() - 1) / 2;
        if (pairs == 0) {
          notes.add("Fewer than two variants on " + dataset + " have a trial that ended well.");
          continue;
        }
        String unit = TestLoss.unit(cohorts.stream().map(cohort -> cohort.trials().get(0)).toList());
        tables.add(sentences(sweep, dataset, cohorts, unit));
        if (cohorts.size() > 2) {
          tables.add(matrix(sweep, dataset, cohorts));
        }
        if (pairs > 1) {
          notes.add(String.format(
              Locale.ROOT, "%d comparisons on %s: if no variants differed, about %.1f intervals of 95 %% would leave out zero by"
                  + " chance. ** holds with all of them allowed for (Bonferroni: intervals of %.2f %%).",
              pairs, dataset, pairs * ALPHA, 100 * (1 - ALPHA / pairs)));
        }
        for (int b = 0; b < cohorts.size(); b++) {
          for (int a = b + 1; a < cohorts.size(); a++) {
            data.add(row(sweep, dataset, Pair.of(cohorts.get(a), cohorts.get(b), pairs), unit));
          }
        }
      }
    }
    return new Content(
        tables, notes,
        Table.data(
            List.of("sweep", "dataset", "a", "b", "difference", "from", "to", "told_apart", "told_apart_among_all", "finding"), data));
  }

  /** Against the baseline, or each pair where there is none. */
  private static Table sentences(SweepView sweep, String dataset, List<Cohort> cohorts, String unit) {
    List<List<String>> rows = new ArrayList<>();
    int pairs = cohorts.size() * (cohorts.size() - 1) / 2;
    Cohort baseline = cohorts.stream().filter(cohort -> cohort.variant().equals(BASELINE)).findFirst().orElse(null);
    for (Cohort b : baseline == null ? cohorts : List.of(baseline)) {
      for (Cohort a : cohorts) {
        if (baseline == null ? cohorts.indexOf(a) > cohorts.indexOf(b) : a != b) {
          rows.add(List.of(Pair.of(a, b, pairs).says(unit)));
        }
      }
    }
    return Table.numbers(
        "Test loss of " + sweep.on(dataset) + ": best trials by validation compared, bootstrap over trials", 1,
        List.of("finding"), rows);
  }

  private static Table matrix(SweepView sweep, String dataset, List<Cohort> cohorts) {
    List<String> columns = new ArrayList<>(List.of("row - column"));
    List<List<String>> rows = new ArrayList<>();
    int pairs = cohorts.size() * (cohorts.size() - 1) / 2;
    for (Cohort a : cohorts) {
      columns.add(a.variant());
      List<String> row = new ArrayList<>(List.of(a.variant()));
      cohorts.forEach(b -> row.add(a == b ? "" : Pair.of(a, b, pairs).sign()));
      rows.add(row);
    }
    return Table.numbers(
        "Differences in test loss of " + sweep.on(dataset) + " (negative: the row is better; * told apart)", 1, columns, rows);
  }

  private static List<String> row(SweepView sweep, String dataset, Pair pair, String unit) {
    Bootstrap bootstrap = pair.bootstrap();
    boolean none = bootstrap == null;
    return List.of(
        sweep.name(), dataset, pair.a().variant(), pair.b().variant(),
        none ? "" : Flat.number(bootstrap.difference()),
        none ? "" : Flat.number(bootstrap.quantile(ALPHA / 2)),
        none ? "" : Flat.number(bootstrap.quantile(1 - ALPHA / 2)),
        none ? "" : Boolean.toString(bootstrap.tells(ALPHA)),
        none ? "" : Boolean.toString(pair.tellsAmongAll()),
        pair.says(unit));
  }
}
