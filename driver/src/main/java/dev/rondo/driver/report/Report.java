package dev.rondo.driver.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** One kind of report: looks at sweeps, one for each data set as a rule, and says something about them in tables and lines. */
@FunctionalInterface
public interface Report {
  /**
   * What a report says.
   *
   * @param tables in order; one for each data set as a rule
   * @param notes lines below the tables
   * @param data the same as one flat table of exact numbers, for other programs; null when there are no numbers
   */
  record Content(List<Table> tables, List<String> notes, Table data) {}

  Content of(List<SweepView> sweeps);

  /** The reports by their names on the command line, in the order in which they are printed. */
  enum Kind {
    LEADERBOARD(Leaderboard::new),
    TEST_LOSS(TestLoss::new),
    SWEPT_RANGES(SweptRanges::new),
    BEST_CONFIGURATIONS(BestConfigurations::new),
    EXPECTED_BEST(ExpectedBest::new),
    DIFFERENCES(Differences::new),
    IMPORTANCE(Importance::new),
    MARGINAL_EFFECTS(MarginalEffects::new),
    WHERE_THE_TABLES_LIE(WhereTheTablesLie::new);

    private final Supplier<Report> maker;

    Kind(Supplier<Report> maker) {
      this.maker = maker;
    }

    public Report create() {
      return maker.get();
    }

    /** What is printed when nothing else is asked for: kept short. */
    static List<Kind> usual(List<SweepView> sweeps) {
      List<Kind> kinds = new ArrayList<>(List.of(LEADERBOARD, TEST_LOSS, BEST_CONFIGURATIONS, WHERE_THE_TABLES_LIE));
      if (sweeps.size() == 1 && !TestLoss.published(sweeps)) {
        kinds.remove(TEST_LOSS); // The leaderboard says it all.
      }
      return kinds;
    }

    /** As on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
