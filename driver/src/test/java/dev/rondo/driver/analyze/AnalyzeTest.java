package dev.rondo.driver.analyze;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.analysis.OneUnit;
import dev.rondo.core.compute.Activation;
import dev.rondo.driver.Main;
import dev.rondo.driver.SharedSpark;
import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.command.SqlFormat;
import dev.rondo.driver.command.SqlQuery;
import dev.rondo.driver.storage.Selection;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.SweepInfo;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.driver.sweep.LocalBackend;
import dev.rondo.driver.sweep.SweepRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** The analyses of a small sweep, their numbers against SQL on its tables, and those of single units. */
class AnalyzeTest {
  @TempDir private static Path root;
  private static Path out;
  private static SweepFolder folder;
  private static Map<String, TrialRow> rows;

  private record Ended(int status, String out, String err) {}

  @BeforeAll
  static void runSweep() throws Exception {
    out = root.resolve("sweep");
    folder = TestSweeps.folder(out);
    new SweepRun(TestSweeps.spec(25), folder, TestSweeps.silence())
        .run(f -> new LocalBackend(f, new TestSweeps.Formula(0), 2));
    rows = TestSweeps.rows(folder);
    assertTrue(rows.values().stream().anyMatch(row -> row.variant().equals("rnn-do") && !Selection.LOWEST_LOSS.ranks(row)));
  }

  private static Ended analyze(Object... arguments) {
    PrintStream stderr = System.err;
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      String[] args = new String[arguments.length + 1];
      args[0] = "analyze";
      Arrays.setAll(args, i -> i == 0 ? "analyze" : arguments[i - 1].toString());
      int status = Main.run(args, new PrintStream(result, true, StandardCharsets.UTF_8));
      return new Ended(status, result.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(stderr);
    }
  }

  private static String csv(Object... arguments) {
    Object[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--format";
    all[arguments.length + 1] = "csv";
    Ended ended = analyze(all);
    assertEquals(0, ended.status, ended.err);
    return ended.out;
  }

  private static String sql(String query) throws IOException {
    return SqlQuery.run(SharedSpark.get(), folder, query, SqlFormat.CSV);
  }

  /** Cells that are numbers agree to rounding, others exactly. */
  private static void assertSameTable(String expected, String found) {
    List<String> left = expected.lines().toList();
    List<String> right = found.lines().toList();
    assertEquals(left.size(), right.size(), found);
    for (int i = 1; i < left.size(); i++) {
      String[] a = left.get(i).split(",", -1);
      String[] b = right.get(i).split(",", -1);
      assertEquals(a.length, b.length, right.get(i));
      for (int c = 0; c < a.length; c++) {
        if (a[c].matches("-?[0-9].*")) {
          assertEquals(Double.parseDouble(a[c]), Double.parseDouble(b[c]), 1e-9, right.get(i));
        } else {
          assertEquals(a[c], b[c], right.get(i));
        }
      }
    }
  }

  private static void assertMistake(int status, String message, Object... arguments) {
    Ended ended = analyze(arguments);
    assertEquals(status, ended.status, ended.err);
    assertTrue(ended.err.contains(message), ended.err);
    assertFalse(ended.err.contains("\tat "), ended.err);
    assertEquals("", ended.out);
  }

  /** Draws twice; returns the document's root. */
  private static Element figure(Object... arguments) throws Exception {
    Path[] files = {root.resolve("a.svg"), root.resolve("b.svg")};
    for (Path file : files) {
      Object[] all = Arrays.copyOf(arguments, arguments.length + 2);
      all[arguments.length] = "--svg";
      all[arguments.length + 1] = file;
      Ended ended = analyze(all);
      assertEquals(0, ended.status, ended.err);
    }
    assertArrayEquals(Files.readAllBytes(files[0]), Files.readAllBytes(files[1]));
    Element svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(files[0].toFile()).getDocumentElement();
    assertEquals("svg", svg.getTagName());
    assertFalse(svg.getElementsByTagName("title").item(0).getTextContent().isBlank());
    assertFalse(Files.readString(files[0]).contains("NaN"));
    return svg;
  }

  @Test
  void marginalIsWhatSqlFinds() throws Exception {
    String ended = "(status = 'ok' and not isnan(test_loss))";
    assertSameTable(
        sql("select 'all' s, double(config['perturbation.p']) a, double(config['perturbation.p']) b, count_if(" + ended
            + ") n, avg(test_loss) filter (where " + ended + ") t, stddev_samp(test_loss) filter (where " + ended
            + ") / sqrt(count_if(" + ended + ")) te, avg(valid_loss) filter (where " + ended
            + ") v, stddev_samp(valid_loss) filter (where " + ended + ") / sqrt(count_if(" + ended
            + ")) ve, count_if(not " + ended + ") l from trials where config['perturbation.p'] is not null"
            + " group by 2 order by 2"),
        csv("marginal", out, "--setting", "perturbation.p"));
  }

  @Test
  void marginalSplitsAndPools() throws Exception {
    String expected =
        sql("select variant, config['optimizer.step-rate'] x, count(*) n, avg(test_loss) t from trials"
            + " where status = 'ok' group by 1, 2 order by 1, double(x)");
    StringBuilder found = new StringBuilder("\n");
    csv("marginal", out, "--setting", "optimizer.step-rate", "--by", "variant", "--log").lines().skip(1)
        .map(line -> line.split(",", -1))
        .forEach(c -> found.append(String.join(",", c[0], c[1], c[3], c[4])).append('\n'));
    assertSameTable(expected, found.toString());
    Ended pooled = analyze("marginal", out, "--setting", "optimizer.step-rate", "--by", "perturbation.p");
    assertTrue(pooled.out.contains("Trials of plain, rnn-do are taken together"), pooled.out);
    assertTrue(pooled.out.contains("(not set)"), pooled.out);
    long lost = rows.values().stream().filter(row -> !Selection.LOWEST_LOSS.ranks(row)).count();
    assertTrue(pooled.out.contains(lost + " trials that diverged or failed left out"), pooled.out);
  }

  @Test
  void binsHoldEveryTrialOnce() {
    String text = csv("marginal", out, "--setting", "perturbation.p", "--bins", "2");
    List<String[]> cells = text.lines().skip(1).map(line -> line.split(",", -1)).toList();
    assertEquals(List.of("0.25", "0.5"), List.of(cells.get(0)[1], cells.get(0)[2]));
    assertEquals(List.of("0.5", "0.75"), List.of(cells.get(1)[1], cells.get(1)[2]));
    long low = rows.values().stream()
        .filter(row -> Selection.LOWEST_LOSS.ranks(row) && "0.25".equals(row.config().get("perturbation.p"))).count();
    assertEquals(Long.toString(low), cells.get(0)[3]);
    assertEquals(25, cells.stream().mapToInt(c -> Integer.parseInt(c[3]) + Integer.parseInt(c[8])).sum());
  }

  @Test
  void radiiAreThoseOfTheProbeRows() throws Exception {
    assertSameTable(
        sql("select 'numbers' d, p.variant, p.key, p.epoch, count(*) n, avg(p.value) m, min(p.value) lo, max(p.value) hi"
            + " from probes p join trials t on p.trial_id = t.trial_id where t.status = 'ok'"
            + " and p.probe = 'spectral-radius' group by 2, 3, 4 order by 2, 4"),
        csv("spectral-radius", out));
    assertEquals(2, csv("spectral-radius", out, "--variant", "rnn-do").lines().count());
    assertTrue(analyze("spectral-radius", out).out.contains("that diverged or failed left out"));
  }

  @Test
  void theLossSurfaceIsThatOfTheUnit() {
    List<String> lines = csv(
        "loss-surface", "--grid", "3", "--steps", "7", "--w", "4..6", "--b=-3..-1", "--penalty", "L2", "--lambda", "0.1",
        "--path", "--updates", "4").lines().toList();
    assertEquals(1 + 2 * (9 + 5), lines.size());
    OneUnit unit = new OneUnit(Activation.LOGISTIC, 7, 0.7);
    for (String line : lines.subList(1, lines.size())) {
      String[] c = line.replaceAll("\"[^\"]*\"", "L2").split(",", -1);
      double w = Double.parseDouble(c[3]);
      double loss = unit.loss(w, Double.parseDouble(c[4]));
      assertEquals(loss, Double.parseDouble(c[5]), 1e-15);
      assertEquals(loss + (c[0].equals("plain") ? 0 : 0.1 * w * w), Double.parseDouble(c[6]), 1e-12);
    }
  }

  @Test
  void noiseMomentsSayWhereThePaperIsOff() {
    Ended ended = analyze("noise-moments", "--draws", "20000");
    assertEquals(0, ended.status, ended.err);
    assertTrue(ended.out.contains("multiplicative: the shared form gives 0."), ended.out);
    assertTrue(ended.out.contains("Equation 19"), ended.out);
    assertEquals(3 * 8 + 2 * 8, csv("noise-moments", "--draws", "100").lines().count() - 1);
  }

  private static final Object[] TEMPORAL = {
    "temporal-gradient", "--radii", "0.8,1.2", "--length", "20", "--hidden", "10", "--samples", "5", "--draws", "3"};

  @Test
  void theTemporalGradientHasEveryStepOfEveryVariable() {
    List<String> lines = csv(TEMPORAL).lines().toList();
    assertEquals(1 + 2 * (3 * 22 + 3), lines.size());
    assertEquals("radius,quantity,number,value", lines.get(0));
    assertEquals("0.8,norm.recurrent,1,0.0", lines.get(1));
    assertTrue(analyze(TEMPORAL).out.contains("mean cosine"));
  }

  @Test
  void convergenceIsWithinItsBound() {
    Ended ended = analyze("convergence", "--runs", "20", "--steps", "1000");
    assertEquals(0, ended.status, ended.err);
    assertTrue(ended.out.contains("the bound Q is"), ended.out);
    List<String> lines = csv("convergence", "--runs", "3", "--steps", "50").lines().toList();
    assertEquals("j,mean,j_times_mean", lines.get(0));
    assertEquals(51, lines.size());
    String[] last = lines.get(50).split(",", -1);
    assertEquals(50 * Double.parseDouble(last[1]), Double.parseDouble(last[2]), 1e-12);
  }

  @Test
  void everyFigureIsTheSameBytesEachTime() throws Exception {
    assertEquals(2, figure("loss-surface", "--penalty", "L1", "--lambda", "0.1", "--path", "--grid", "20")
        .getElementsByTagName("clipPath").getLength());
    assertEquals(3, figure("noise-moments", "--draws", "1000").getElementsByTagName("clipPath").getLength());
    assertEquals(3, figure(TEMPORAL).getElementsByTagName("clipPath").getLength());
    assertEquals(1, figure("convergence", "--runs", "3", "--steps", "100").getElementsByTagName("clipPath").getLength());
    assertEquals(1, figure("spectral-radius", out).getElementsByTagName("clipPath").getLength());
    Element marginal = figure("marginal", out, "--setting", "optimizer.step-rate", "--by", "variant", "--log");
    assertEquals(2 * 6, marginal.getElementsByTagName("circle").getLength());
  }

  @Test
  void mistakesAreOneMessage() throws Exception {
    assertMistake(2, "what to analyze is missing");
    assertMistake(2, "--lambda", "loss-surface", "--penalty", "L1");
    assertMistake(2, "is not a range", "loss-surface", "--w", "7..4");
    assertMistake(2, "give two", "loss-surface", "--start", "1", "--path");
    assertMistake(2, "--p is 1.5", "noise-moments", "--p", "1.5");
    assertMistake(2, "--radii has -1.0", "temporal-gradient", "--radii", "0.8,-1");
    assertMistake(2, "--hidden is 0", "temporal-gradient", "--hidden", "0");
    assertMistake(2, "is not below c/L", "convergence", "--angle", "60");
    assertMistake(2, "--beta is -1.0", "convergence", "--beta=-1");
    assertMistake(2, "no such variant; it has plain, rnn-do", "spectral-radius", out, "--variant", "rnn-ff");
    assertMistake(2, "optimizer.step-rate, perturbation.p", "marginal", out, "--setting", "penalty.lambda");
    assertMistake(2, "its values are words", "marginal", out, "--setting", "task.set");
    assertMistake(2, "--by penalty.norm", "marginal", out, "--setting", "perturbation.p", "--by", "penalty.norm");
    assertMistake(3, "is not the folder of a sweep", "marginal", root, "--setting", "perturbation.p");
    SweepFolder empty = TestSweeps.folder(root.resolve("empty"));
    SweepInfo.of(TestSweeps.spec(3)).claim(empty);
    assertMistake(3, "probes.kinds = [spectral-radius]", "spectral-radius", root.resolve("empty"));
  }

  @Test
  void partitionCodesOfASavedModel() throws IOException {
    Path conf = Files.writeString(root.resolve("order.conf"), """
        sweep.name = order
        search.trials = 1
        task { kind = temporal-order, length = 10, train-size = 200, valid-size = 20, test-size = 100 }
        model { cell { kind = elman, activation = relu }, hidden = 8 }
        train { batch = 20, epochs = 1 }
        """);
    Path model = root.resolve("order-model");
    PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
    assertEquals(0, Main.run(new String[] {"train", conf.toString(), "--trial", "0", "--save", model.toString()}, nowhere));

    String[] lines = csv("partition-codes", model, "--k", "1,5").split("\n");
    assertEquals("k,inputs,codes", lines[0]);
    assertEquals(3, lines.length);
    for (int i = 1; i < 3; i++) {
      String[] cells = lines[i].split(",");
      assertEquals(i == 1 ? "1" : "5", cells[0]);
      assertEquals(Math.rint(20 * Double.parseDouble(cells[1])), 20 * Double.parseDouble(cells[1]), 1e-9, "of 20 sequences");
    }
    Ended text = analyze("partition-codes", model);
    assertFalse(text.out.contains("published"), "those are figures of MNIST: " + text.out);
    assertTrue(text.out.contains("80 test sequences vote on 20"), text.out);

    Ended noModel = analyze("partition-codes", root);
    assertEquals(3, noModel.status);
    assertTrue(noModel.err.contains("has no config.json"), noModel.err);
    assertEquals(2, analyze("partition-codes", model, "--k", "0").status);
    assertEquals(2, analyze("partition-codes", model, "--share", "1").status);
    assertEquals(2, analyze("partition-codes", model, "--share", "0.001").status);
    Files.write(model.resolve("model.safetensors"), new byte[100]);
    Ended damaged = analyze("partition-codes", model);
    assertEquals(2, damaged.status);
    assertTrue(damaged.err.contains("cut short"), damaged.err);
  }
}
