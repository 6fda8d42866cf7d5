package dev.rondo.driver.report;

import java.util.List;

/** One kind of report: looks at a sweep and says something about it in tables and lines. */
@FunctionalInterface
public interface Report {
  /**
   * What a report says.
   *
   * @param tables in order; one for each data set as a rule
   * @param notes lines below the tables
   */
  record Content(List<Table> tables, List<String> notes) {}

  Content of(SweepView sweep);

  /** The reports that {@code rondo report} prints, in their order. */
  enum Kind {
    LEADERBOARD(Leaderboard::new),
    BEST_CONFIGURATIONS(BestConfigurations::new),
    WHERE_THE_TABLES_LIE(WhereTheTablesLie::new);

    private final java.util.function.Supplier<Report> maker;

    Kind(java.util.function.Supplier<Report> maker) {
      this.maker = maker;
    }

    public Report create() {
      return maker.get();
    }
  }
}
