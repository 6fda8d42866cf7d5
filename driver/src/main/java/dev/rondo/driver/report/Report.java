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
    LEADERBOARD(Leaderboard::new, "variants from best to worst"),
    TEST_LOSS(TestLoss::new, "test losses beside published ones"),
    SWEPT_RANGES(SweptRanges::new, "what was swept"),
    BEST_CONFIGURATIONS(BestConfigurations::new, "best settings of each variant"),
    EXPECTED_BEST(ExpectedBest::new, "expected best validation loss by number of trials"),
    DIFFERENCES(Differences::new, "which variants the data tell apart"),
    IMPORTANCE(Importance::new, "which settings matter"),
    MARGINAL_EFFECTS(MarginalEffects::new, "validation loss by value of each setting"),
    WHERE_THE_TABLES_LIE(WhereTheTablesLie::new, "folder and views");

    private final Supplier<Report> maker;
    private final String says;

    Kind(Supplier<Report> maker, String says) {
      this.maker = maker;
      this.says = says;
    }

    public Report create() {
      return maker.get();
    }

    /** In a few words. */
    public String says() {
      return says;
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
