package dev.rondo.driver.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.driver.Numbers;
import dev.rondo.driver.SweepSummary;
import dev.rondo.driver.TrialRow;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Each format on rows whose right answer is plain to see. */
class ReportTest {
  /** rnn-do wins by validation though plain has the lower test loss; NaN and failures never win; a tie goes to the lower id. */
  private static SweepView sweep() {
    SweepSummary summary = new SweepSummary(List.of("plain", "rnn-do", "rnn-ff"));
    summary.add(row("b2", "plain", "ok", 8.75, 8.1, Map.of("optimizer.step-rate", "0.001")));
    summary.add(row("b1", "plain", "ok", 8.75, 8.2, Map.of("optimizer.step-rate", "0.01")));
    summary.add(row("b3", "plain", "diverged", Double.NaN, Double.NaN, Map.of()));
    summary.add(row("c2", "rnn-do", "failed", 1.0, 1.0, Map.of()));
    summary.add(row("c1", "rnn-do", "stopped", 8.5,  8.61234,
        Map.of("optimizer.step-rate", "1.0E-4", "perturbation.p", "0.42128713412", "penalty.kind", "weight|norm")));
    summary.add(row("d1", "rnn-ff", "diverged", Double.NaN, Double.NaN, Map.of()));
    return new SweepView(
        "jsb", "/tmp/my sweeps/jsb", 9, List.of("optimizer.step-rate", "perturbation.p", "penalty"), summary);
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

        All results: /tmp/my sweeps/jsb/trials/*.parquet, one row a trial, for Spark SQL, DuckDB and pandas.
          ./rondo sql '/tmp/my sweeps/jsb' "select variant, min(valid_loss), count(*) from trials group by variant"
          views: trials, epochs, probes, best, leaderboard
        """,
        ReportFormat.TEXT.render(sweep()));
  }

  @Test
  void markdown() {
    String text = ReportFormat.MARKDOWN.render(sweep());
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
        ReportFormat.CSV.render(sweep()));
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
}
