package dev.rondo.driver.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.driver.Numbers;
import dev.rondo.driver.storage.Selection;
import dev.rondo.driver.storage.SweepSummary;
import dev.rondo.driver.storage.TrialRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Each format on rows whose right answer is plain to see. */
class ReportTest {
  /** rnn-do wins by validation though plain has the lower test loss; NaN and failures never win; a tie goes to the lower id. */
  private static SweepView sweep() {
    return view(
        "jsb", "chorales", List.of("plain", "rnn-do", "rnn-ff"), List.of("optimizer.step-rate", "perturbation.p", "penalty"),
        List.of(
            row("b2", "plain", "ok", 8.75, 8.1, Map.of("optimizer.step-rate", "0.001")),
            row("b1", "plain", "ok", 8.75, 8.2, Map.of("optimizer.step-rate", "0.01")),
            row("b3", "plain", "diverged", Double.NaN, Double.NaN, Map.of()),
            row("c2", "rnn-do", "failed", 1.0, 1.0, Map.of()),
            row("c1", "rnn-do", "stopped", 8.5, 8.61234,
                Map.of("optimizer.step-rate", "1.0E-4", "perturbation.p", "0.42128713412", "penalty.kind", "weight|norm")),
            row("d1", "rnn-ff", "diverged", Double.NaN, Double.NaN, Map.of())));
  }

  private static SweepView view(
      String name, String dataset, List<String> variants, List<String> swept, List<TrialRow> rows) {
    SweepSummary summary = new SweepSummary(variants, Selection.LOWEST_LOSS);
    List<TrialRow> here = rows.stream().map(row -> new TrialRow(
        row.id(), row.variant(), row.task(), dataset, row.status(), row.epochsRun(), row.bestEpoch(), row.trainLoss(),
        row.validLoss(), row.testLoss(), row.metrics(), row.config(), row.failure(), row.finishedAt(), row.wallSeconds()))
        .toList();
    here.forEach(summary::add);
    return new SweepView(name, "/tmp/my sweeps/" + name, 9, swept, List.of(), summary, here);
  }

  private static String text(Report.Kind kind, SweepView... sweeps) {
    return ReportFormat.TEXT.render(List.of(sweeps), List.of(kind));
  }

  private static TrialRow row(
      String id, String variant, String status, double valid, double test, Map<String, String> config) {
    return new TrialRow(
        id, variant, "polyphonic-music", "chorales", status, 10, 7, valid, valid, test,
        new TreeMap<>(Map.of("floor.test", 3.16)), new TreeMap<>(config), "", 0, 1.5);
  }

  @Test
  void text() {
    assertEquals(
        """
        Leaderboard of jsb on chorales (loss a step, lower is better)
        variant  trials  diverged  failed  best valid    test   floor     gap  best trial
        -------  ------  --------  ------  ----------  ------  ------  ------  ----------
        rnn-do        2         0       1      8.5000  8.6123  3.1600  5.4523  c1
        plain         3         1       0      8.7500  8.2000  3.1600  5.0400  b1
        rnn-ff        1         1       0           -       -       -       -  -

        6 of 9 trials have ended.
        1 trial failed; why: select failure.kind, failure.message, count(*) from trials where status = 'failed' group by 1, 2

        Best configuration of each variant on chorales
        setting              plain       rnn-do
        -------------------  -----  -----------
        optimizer.step-rate   0.01       1.0E-4
        perturbation.p           -       0.4213
        penalty                  -  weight|norm
        trials                   3            2
        diverged                 1            0
        failed                   0            1

        All results: /tmp/my sweeps/jsb/trials/*.parquet, one row a trial, for Spark SQL, DuckDB and pandas.
          ./rondo sql '/tmp/my sweeps/jsb' "select variant, min(valid_loss), count(*) from trials group by variant"
          views: trials, epochs, probes, best, leaderboard
          more reports: rondo report OUT --only expected-best,differences,importance,marginal-effects,swept-ranges
        """,
        ReportFormat.TEXT.render(List.of(sweep()), List.of()));
  }

  @Test
  void markdown() {
    String text = ReportFormat.MARKDOWN.render(List.of(sweep()), List.of());
    assertEquals(
        """
        **Leaderboard of jsb on chorales (loss a step, lower is better)**

        | variant | trials | diverged | failed | best valid | test | floor | gap | best trial |
        |---|---:|---:|---:|---:|---:|---:|---:|---|
        | rnn-do | 2 | 0 | 1 | 8.5000 | 8.6123 | 3.1600 | 5.4523 | c1 |
        | plain | 3 | 1 | 0 | 8.7500 | 8.2000 | 3.1600 | 5.0400 | b1 |
        | rnn-ff | 1 | 1 | 0 | - | - | - | - | - |
        """,
        text.substring(0, text.indexOf("\n    6 of 9")));
    assertEquals(true, text.contains("| penalty | - | weight\\|norm |\n"), text);
  }

  @Test
  void csv() {
    assertEquals(
        """
        sweep,dataset,variant,trials,diverged,failed,valid_loss,test_loss,floor,best_epoch,trial_id,optimizer.step-rate,perturbation.p,penalty
        jsb,chorales,plain,3,1,0,8.75,8.2,3.16,7,b1,0.01,,
        jsb,chorales,rnn-do,2,0,1,8.5,8.61234,3.16,7,c1,1.0E-4,0.42128713412,weight|norm
        jsb,chorales,rnn-ff,1,1,0,,,,,,,,
        """,
        ReportFormat.CSV.render(List.of(sweep()), List.of()));
  }

  @Test
  void csvQuotesWhatNeedsIt() {
    StringBuilder out = new StringBuilder();
    CsvTable.write(
        new Table("", List.of("a", "b"), List.of(false, false), List.of(List.of("say \"hi\", you", "two\nlines"))), out);
    assertEquals("a,b\n\"say \"\"hi\"\", you\",\"two\nlines\"\n", out.toString());
  }

  @Test
  void namesCannotDriveTheTerminal() {
    StringBuilder out = new StringBuilder();
    TextTable.write(new Table("", List.of("a"), List.of(false), List.of(List.of("x\u001b[31m\ny"))), out);
    assertEquals("a\n--------\nx [31m y\n", out.toString());
  }

  @Test
  void numbersAreShortened() {
    assertEquals("0.003422", Numbers.shorten("0.0034219586983289573"));
    assertEquals("0.001", Numbers.shorten("0.001"));
    assertEquals("1.235E-7", Numbers.shorten("1.23456789E-7"));
    assertEquals("12340000", Numbers.shorten("12340000.00001"));
    assertEquals("weight-norm", Numbers.shorten("weight-norm"));
    assertEquals("-", Numbers.shorten("-"));
  }

  @Test
  void latexIsPlainAndEscaped() {
    StringBuilder out = new StringBuilder();
    LatexTable.write(
        new Table("50 % of a_b", List.of("a", "n"), List.of(false, true), List.of(List.of("[x] & {y}\\~^$#", "<1|"))), out);
    assertEquals(
        """
        \\noindent 50 \\% of a\\_b\\par

        \\begin{tabular}{lr}
        \\hline
        a & n \\\\
        \\hline
        {[x] \\& \\{y\\}\\textbackslash{}\\textasciitilde{}\\textasciicircum{}\\$\\#} & \\textless{}1\\textbar{} \\\\
        \\hline
        \\end{tabular}
        """,
        out.toString());
  }

  /** Two data sets side by side; a variant and a data set that the study does not have show no figure of it. */
  @Test
  void testLossesStandBesideThePublishedOnes() {
    List<TrialRow> rows = List.of(
        row("a1", "plain", "ok", 4.5, 8.5, Map.of("optimizer.step-rate", "0.001")),
        row("a2", "plain", "ok", 4.6, 1.0, Map.of("optimizer.step-rate", "0.01")), // better by test, worse by validation
        row("b1", "rnn-do", "ok", 4.4, 8.6, Map.of("optimizer.step-rate", "0.01")),
        row("c1", "mine", "ok", 4.4, 8.25, Map.of("optimizer.step-rate", "0.01")));
    SweepView jsb =
        view("one", "jsb-chorales", List.of("plain", "rnn-do", "mine"), List.of("optimizer.step-rate"), rows);
    SweepView other =
        view("two", "synthetic", List.of("plain", "rnn-do", "mine"), List.of("optimizer.step-rate"), rows.subList(0, 2));
    assertEquals(
        """
        Test loss (nats a step) of each variant's best trial by validation
        variant  jsb-chorales  published  difference  synthetic
        -------  ------------  ---------  ----------  ---------
        plain          8.5000       8.58    -0.08000     8.5000
        rnn-do         8.6000       8.48      0.1200          -
        mine           8.2500          -           -          -

        published: Table 1 of Ognawala and Bayer (2014). Your spec may differ from the study in trials, epochs and readings of its text.
        """,
        text(Report.Kind.TEST_LOSS, jsb, other));
    assertEquals(
        """
        Best configuration of each variant on jsb-chorales
        setting              plain  rnn-do  mine
        -------------------  -----  ------  ----
        optimizer.step-rate  0.001    0.01  0.01
          published              -  1.0E-4     -
        trials                   2       1     1
        diverged                 0       0     0
        failed                   0       0     0

        published: Table 3 of Ognawala and Bayer (2014).
        """,
        text(Report.Kind.BEST_CONFIGURATIONS, jsb));
  }

  /** Spot checks of the corners of each table. */
  @Test
  void thePublishedFiguresAreComplete() {
    Published study = Published.load();
    assertEquals(10, study.testLoss().variants().size());
    assertEquals(8.01, study.testLoss("polyphonic-music", "jsb-chorales", "rnn-fd"));
    assertEquals(8.10, study.testLoss("polyphonic-music", "muse-data", "rnn-ff"));
    assertEquals(true, Double.isNaN(study.testLoss("copy", "jsb-chorales", "plain")));
    assertEquals(List.of(3, 4, 5, 6), study.best().stream().map(Published.Configurations::table).toList());
    study.best().forEach(table -> table.settings().forEach((path, values) -> assertEquals(8, values.size(), path)));
    Map<String, String> dropout = Published.settings(study.configurations("polyphonic-music", "muse-data"), "rnn-do");
    assertEquals("0.93", dropout.get("perturbation.p"));
    assertEquals(null, dropout.get("penalty.norm"));
    assertEquals("L1",
        Published.settings(study.configurations("polyphonic-music", "muse-data"), "rnn-nbr").get("penalty.norm"));
  }

  /** A trial that is better by test and worse by validation changes nothing that is selected. */
  @Test
  void selectionIsByValidationOnly() {
    List<TrialRow> rows = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      rows.add(row("a" + i, "plain", "ok", 5 + i, 6 + i, Map.of("optimizer.step-rate", "0.1")));
      rows.add(row("b" + i, "rnn-do", "ok", 4 + i, 5 + i, Map.of("optimizer.step-rate", "0.1")));
    }
    SweepView before = view("s", "set", List.of("plain", "rnn-do"), List.of("optimizer.step-rate"), rows);
    rows.add(row("a9", "plain", "ok", 20, 0.001, Map.of("optimizer.step-rate", "0.5")));
    SweepView after = view("s", "set", List.of("plain", "rnn-do"), List.of("optimizer.step-rate"), rows);
    assertEquals(text(Report.Kind.TEST_LOSS, before), text(Report.Kind.TEST_LOSS, after));
    for (Report.Kind kind : List.of(Report.Kind.BEST_CONFIGURATIONS, Report.Kind.LEADERBOARD, Report.Kind.TEST_LOSS)) {
      String data = ReportFormat.CSV.render(List.of(after), List.of(kind));
      assertEquals(true, data.contains("a0"), data);
      assertEquals(false, data.contains("a9"), data);
    }
    assertEquals(true, text(Report.Kind.DIFFERENCES, after).contains("difference -1.0000"), text(Report.Kind.DIFFERENCES, after));
  }

  @Test
  void smallLossesKeepTheirDigits() {
    assertEquals("8.5000", Numbers.loss(8.5));
    assertEquals("0.0000", Numbers.loss(0));
    assertEquals("0.001712", Numbers.loss(0.00171234));
    assertEquals("-0.09990", Numbers.loss(-0.0999));
    assertEquals("3.142e-06", Numbers.loss(3.14159e-6));
    assertEquals("-", Numbers.loss(Double.NaN));
  }
}
