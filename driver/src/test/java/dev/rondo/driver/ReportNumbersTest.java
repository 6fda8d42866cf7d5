package dev.rondo.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.driver.command.SqlFormat;
import dev.rondo.driver.command.SqlQuery;
import dev.rondo.driver.report.Report;
import dev.rondo.driver.report.ReportFormat;
import dev.rondo.driver.report.SweepView;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.SweepInfo;
import dev.rondo.driver.storage.SweepReader;
import dev.rondo.driver.sweep.LocalBackend;
import dev.rondo.driver.sweep.SweepRun;
import dev.rondo.spec.Goal;
import dev.rondo.spec.SearchSpace;
import dev.rondo.spec.SweepSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every number of the reports on real rows of Parquet, against SQL on the same rows. */
class ReportNumbersTest {
  @TempDir private static Path root;
  private static SweepSpec spec;
  private static SweepFolder folder;

  @BeforeAll
  static void runSweep() throws Exception {
    spec = TestSweeps.spec(30);
    folder = run("sweep", spec);
  }

  private static SweepFolder run(String name, SweepSpec spec) throws Exception {
    SweepFolder folder = TestSweeps.folder(root.resolve(name));
    new SweepRun(spec, folder, TestSweeps.silence()).run(f -> new LocalBackend(f, new TestSweeps.Formula(0), 2));
    return folder;
  }

  /** Lines of a report as maps from column to cell. None of these cells holds a comma but the last. */
  private static List<Map<String, String>> report(SweepFolder of, Report.Kind kind) throws IOException {
    SweepView view = SweepReader.view(of, SweepInfo.read(of));
    return lines(ReportFormat.CSV.render(List.of(view), List.of(kind)));
  }

  private static List<Map<String, String>> sql(SweepFolder of, String query) throws IOException {
    return lines(SqlQuery.run(SharedSpark.get(), of, query, SqlFormat.CSV));
  }

  private static List<Map<String, String>> lines(String csv) {
    List<String> lines = csv.lines().toList();
    String[] columns = lines.get(0).split(",", -1);
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", columns.length);
      Map<String, String> row = new TreeMap<>();
      for (int c = 0; c < columns.length; c++) {
        row.put(columns[c], cells[c]);
      }
      rows.add(row);
    }
    return rows;
  }

  private static double number(Map<String, String> row, String column) {
    return Double.parseDouble(row.get(column));
  }

  private static String one(SweepFolder of, String query) throws IOException {
    return sql(of, query).get(0).values().iterator().next();
  }

  @Test
  void leaderboardAndTestLossAreThoseOfTheView() throws IOException {
    List<Map<String, String>> expected =
        sql(folder, "select l.*, b.best_epoch from leaderboard l join best b using (variant) order by variant");
    List<Map<String, String>> flat = report(folder, Report.Kind.LEADERBOARD);
    List<Map<String, String>> test = report(folder, Report.Kind.TEST_LOSS);
    assertEquals(2, expected.size());
    for (int i = 0; i < 2; i++) {
      Map<String, String> want = expected.get(i);
      for (String column : List.of("variant", "trials", "diverged", "failed", "test_loss", "floor", "best_epoch")) {
        assertEquals(want.get(column), flat.get(i).get(column), column);
      }
      assertEquals(want.get("best_valid_loss"), flat.get(i).get("valid_loss"));
      assertEquals(want.get("best_trial_id"), flat.get(i).get("trial_id"));
      assertEquals(want.get("best_trial_id"), test.get(i).get("trial_id"));
      assertEquals(want.get("test_loss"), test.get(i).get("test_loss"));
      assertEquals("", test.get(i).get("published"));
    }
  }

  @Test
  void bestConfigurationsAreTheSettingsOfTheBestTrials() throws IOException {
    List<Map<String, String>> rows = report(folder, Report.Kind.BEST_CONFIGURATIONS);
    assertEquals(3, rows.size());
    for (Map<String, String> row : rows) {
      assertEquals(
          row.get("value"),
          one(folder, "select config['" + row.get("setting") + "'] from best where variant = '" + row.get("variant") + "'"));
    }
  }

  /** Trials of this sweep share nine configurations at most, so each ran with several seeds. */
  @Test
  void repeatedConfigurationsAreMeansOverSeeds() throws IOException {
    String text = ReportFormat.TEXT.render(
        List.of(SweepReader.view(folder, SweepInfo.read(folder))), List.of(Report.Kind.BEST_CONFIGURATIONS));
    for (String variant : List.of("plain", "rnn-do")) {
      Map<String, String> best = sql(
          folder,
          "select count(*) n, count_if(status not in ('ok', 'stopped')) bad, avg(v) mean, stddev_samp(v) sd, avg(t) test,"
              + " stddev_samp(t) tsd from (select *, if(status = 'ok', valid_loss, null) v, if(status = 'ok', test_loss, null) t"
              + " from trials where variant = '" + variant + "') group by config['optimizer.step-rate'],"
              + " config['perturbation.p'] having count(v) > 1 order by mean limit 1").get(0);
      String line = best.get("n") + " +" + best.get("bad") + " +" + Numbers.loss(number(best, "mean")) + " \\+- "
          + Numbers.loss(number(best, "sd")) + " +" + Numbers.loss(number(best, "test")) + " \\+- "
          + Numbers.loss(number(best, "tsd"));
      assertTrue(text.lines().anyMatch(row -> row.startsWith(variant) && row.matches(".* " + line)), line + "\n" + text);
    }
  }

  @Test
  void sweptRangesAreThoseOfTheSpec() throws IOException {
    List<String> found = report(folder, Report.Kind.SWEPT_RANGES).stream()
        .map(row -> row.get("variant") + " " + row.get("setting")).toList();
    List<String> expected = new ArrayList<>();
    for (SweepSpec.Variant variant : spec.variants()) {
      for (SearchSpace.Swept line : variant.space().swept()) {
        expected.add(variant.name() + " " + line.path());
      }
    }
    assertEquals(expected, found);
    assertEquals(
        List.of(
            new SweepView.Range("plain", "optimizer.step-rate", "choice [0.01, 0.001, 1.0E-4]", ""),
            new SweepView.Range("rnn-do", "optimizer.step-rate", "choice [0.01, 0.001, 1.0E-4]", ""),
            new SweepView.Range("rnn-do", "perturbation.p", "choice [0.25, 0.5, 0.75]", "")),
        SweepInfo.of(spec).ranges());
  }

  @Test
  void expectedBestIsTheSumOverRanks() throws IOException {
    List<Map<String, String>> rows = report(folder, Report.Kind.EXPECTED_BEST);
    assertEquals(List.of("1", "2", "5", "10", "20", "30"), rows.subList(0, 6).stream().map(row -> row.get("n")).toList());
    List<Map<String, String>> expected = sql(
        folder,
        "with r as (select variant, status, valid_loss, count(*) over (partition by variant) m,"
            + " row_number() over (partition by variant order by if(status = 'ok', valid_loss, double('infinity'))) i,"
            + " count_if(status != 'ok') over (partition by variant) bad from trials)"
            + " select variant, n, max(bad) bad, sum(if(status = 'ok', valid_loss * (pow((m - i + 1) / m, n)"
            + " - pow((m - i) / m, n)), 0)) / (1 - pow(max(bad / m), n)) best"
            + " from r lateral view explode(array(1, 2, 5, 10, 20, 30)) t as n group by variant, n order by variant, n");
    assertEquals(expected.size(), rows.size());
    for (int i = 0; i < rows.size(); i++) {
      Map<String, String> want = expected.get(i);
      Map<String, String> row = rows.get(i);
      assertEquals(want.get("variant") + want.get("n"), row.get("variant") + row.get("n"));
      assertEquals(number(want, "best"), number(row, "expected_best"), 1e-9, row.toString());
      assertEquals(want.get("bad"), row.get("ended_badly"));
      assertEquals(Math.pow(number(want, "bad") / 30, number(row, "n")), number(row, "chance_none_ends_well"), 1e-12);
    }
  }

  @Test
  void differencesAreThoseOfTheBestTrials() throws IOException {
    Map<String, String> row = report(folder, Report.Kind.DIFFERENCES).get(0);
    assertEquals("rnn-do", row.get("a"));
    assertEquals(
        Double.parseDouble(one(
            folder, "select sum(if(variant = 'rnn-do', test_loss, -test_loss)) as x from best")),
        number(row, "difference"), 1e-12);
    assertTrue(number(row, "from") <= number(row, "to"));
    assertEquals(number(row, "from") > 0 || number(row, "to") < 0, Boolean.parseBoolean(row.get("told_apart")));
  }

  @Test
  void marginalEffectsAreGroupsBySetting() throws IOException {
    List<Map<String, String>> rows = report(folder, Report.Kind.MARGINAL_EFFECTS);
    assertEquals(3 * 3 + 2 * 3, rows.size());
    Map<String, Map<String, String>> expected = new TreeMap<>();
    sql(
        folder,
        "select coalesce(variant, 'all') variant, setting, value, count(*) trials, count_if(status != 'ok') ended_badly,"
            + " avg(v) mean, percentile(v, 0.5) median, min(v) best from (select variant, status,"
            + " if(status = 'ok', valid_loss, null) v, explode(map_filter(config, (k, x) -> k in ('optimizer.step-rate',"
            + " 'perturbation.p'))) as (setting, value) from trials) group by grouping sets ((setting, value),"
            + " (variant, setting, value))")
        .forEach(line -> expected.put(line.get("variant") + line.get("setting") + line.get("value"), line));
    assertEquals(expected.size(), rows.size());
    for (Map<String, String> row : rows) {
      Map<String, String> want = expected.get(row.get("variant") + row.get("setting") + row.get("value"));
      assertEquals(want.get("trials"), row.get("trials"));
      assertEquals(want.get("ended_badly"), row.get("ended_badly"));
      for (String figure : List.of("mean", "median", "best")) {
        assertEquals(number(want, figure), number(row, figure), 1e-12, row.toString());
      }
    }
  }

  /** Losses of this sweep hang on the seed alone, so no setting explains them. */
  @Test
  void importanceFindsNothingWhereNothingIs() throws IOException {
    List<Map<String, String>> rows = report(folder, Report.Kind.IMPORTANCE);
    assertEquals(
        List.of("plain R^2", "plain optimizer.step-rate", "rnn-do R^2", "rnn-do optimizer.step-rate", "rnn-do perturbation.p",
            "all R^2", "all variant", "all optimizer.step-rate", "all perturbation.p"),
        rows.stream().map(row -> row.get("variant") + " " + row.get("setting")).toList());
    rows.stream().filter(row -> row.get("setting").equals("R^2"))
        .forEach(row -> assertTrue(number(row, "importance") < 0.2, row.toString()));
  }

  /** The highest of another figure of validation: reports, views and progress choose the same trial. */
  @Test
  void metricAndGoalOfTheSpecSelect() throws Exception {
    SweepSpec loss = TestSweeps.spec("highest", 15, "10");
    SweepSpec highest =
        new SweepSpec(
            loss.name(), loss.seed(), "accuracy", Goal.MAXIMIZE, loss.searchKind(), loss.variants(), loss.run());
    SweepFolder other = run("highest", highest);
    List<Map<String, String>> rows = report(other, Report.Kind.LEADERBOARD);
    List<Map<String, String>> expected = sql(
        other,
        "select variant, max_by(t.trial_id, t.metrics['accuracy']) id, min_by(t.trial_id, t.valid_loss) lowest,"
            + " first(b.trial_id) best, first(l.best_trial_id) leader from trials t join best b using (variant)"
            + " join leaderboard l using (variant) where t.status = 'ok' group by variant order by variant");
    for (int i = 0; i < 2; i++) {
      Map<String, String> want = expected.get(i);
      assertEquals(want.get("id"), rows.get(i).get("trial_id"));
      assertEquals(want.get("id"), want.get("best"));
      assertEquals(want.get("id"), want.get("leader"));
      assertFalse(want.get("id").equals(want.get("lowest")));
    }
    String first = one(other, "select first(variant) as x from (select * from leaderboard)");
    assertEquals(one(other, "select max_by(variant, metrics['accuracy']) as x from trials where status = 'ok'"), first);
    String text = ReportFormat.TEXT.render(
        List.of(SweepReader.view(other, SweepInfo.read(other))), List.of(Report.Kind.LEADERBOARD));
    assertTrue(text.contains("highest accuracy first"), text);
    assertTrue(text.lines().skip(3).findFirst().orElseThrow().startsWith(first), text);
  }
}
