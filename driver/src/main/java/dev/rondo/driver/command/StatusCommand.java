package dev.rondo.driver.command;

import dev.rondo.driver.Json;
import dev.rondo.driver.Numbers;
import dev.rondo.driver.report.Table;
import dev.rondo.driver.report.TextTable;
import dev.rondo.driver.storage.RunningTrial;
import dev.rondo.driver.storage.SweepFolder;
import dev.rondo.driver.storage.SweepInfo;
import dev.rondo.driver.storage.SweepLock;
import dev.rondo.driver.storage.SweepReader;
import dev.rondo.driver.storage.SweepSummary;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.driver.sweep.Sweep;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo status}: how far a sweep is, and what runs where. */
@Command(
    name = "status",
    description = "Says how far a sweep is and which trials are running where, while it runs or after.",
    mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
  private static final List<String> STATUSES = List.of("ok", "stopped", "diverged", "failed");

  @Spec private CommandSpec spec;
  @Mixin private OutArgument out;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private PlainFormat format;

  @Override
  public Integer call() throws IOException {
    SweepFolder folder = out.folder();
    SweepInfo info = SweepInfo.read(folder);
    SweepSummary summary = SweepReader.summarise(folder, info);
    SweepLock.Owner driver = SweepLock.holder(folder);
    List<RunningTrial> running = RunningTrial.in(folder);
    PrintWriter to = spec.commandLine().getOut();
    if (format == PlainFormat.JSON) {
      to.println(Json.pretty(json(folder, info, summary, driver, running)));
    } else {
      to.print(text(folder, info, summary, driver, running));
    }
    to.flush();
    return 0;
  }

  /** One line for each variant, over all data sets. */
  private static List<Map<String, Object>> variants(SweepInfo info, SweepSummary summary) {
    List<Map<String, Object>> lines = new ArrayList<>();
    info.planned().forEach((variant, planned) -> {
      List<SweepSummary.Group> groups =
          summary.groups().stream().filter(group -> group.variant().equals(variant)).toList();
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("variant", variant);
      line.put("planned", planned);
      line.put("ended", groups.stream().mapToLong(SweepSummary.Group::trials).sum());
      STATUSES.forEach(status -> line.put(status, groups.stream().mapToLong(group -> group.count(status)).sum()));
      TrialRow best = null;
      for (SweepSummary.Group group : groups) {
        best = group.best() != null && summary.selection().beats(group.best(), best) ? group.best() : best;
      }
      line.put("best_valid_loss", best == null ? null : best.validLoss());
      lines.add(line);
    });
    return lines;
  }

  private static Map<String, Object> json(
      SweepFolder folder, SweepInfo info, SweepSummary summary, SweepLock.Owner driver, List<RunningTrial> running) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sweep", info.name());
    json.put("folder", folder.location());
    json.put("planned", info.plannedInAll());
    json.put("ended", summary.rows());
    json.put("last_row_at", summary.rows() == 0 ? null : lastRow(summary).toString());
    json.put("driver", driver);
    json.put("running", running.stream().map(trial -> json(trial, driver)).toList());
    json.put("variants", variants(info, summary));
    return json;
  }

  private static Map<String, Object> json(RunningTrial trial, SweepLock.Owner driver) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("trial", trial.trial());
    json.put("variant", trial.variant());
    json.put("index", trial.index());
    json.put("state", state(trial, driver));
    json.put("host", trial.host());
    json.put("pid", trial.pid());
    json.put("executor", trial.executor());
    json.put("since", trial.since());
    json.put("epoch", trial.epoch());
    json.put("valid_loss", trial.validLoss());
    json.put("heard_at", trial.heardAt());
    return json;
  }

  /** A driver that died has left its files behind, and so has an executor; the trials go on elsewhere or later. */
  private static String state(RunningTrial trial, SweepLock.Owner driver) {
    if (driver == null || Instant.parse(trial.heardAt()).isBefore(Instant.parse(driver.since()))) {
      return "left";
    }
    return trial.silent(Instant.now()) ? "silent" : "running";
  }

  private static String text(
      SweepFolder folder, SweepInfo info, SweepSummary summary, SweepLock.Owner driver, List<RunningTrial> running) {
    StringBuilder text = new StringBuilder();
    text.append("Sweep ").append(info.name()).append(" in ").append(folder.location()).append('\n');
    text.append(Numbers.count(summary.rows())).append(" of ").append(Numbers.plural(info.plannedInAll(), "trial"));
    text.append(" have ended");
    if (summary.rows() > 0) {
      text.append("; the last row came at ").append(lastRow(summary).truncatedTo(ChronoUnit.SECONDS));
    }
    text.append('\n').append(driver == null ? "No driver is running" : "Running: " + driver).append("\n\n");
    List<List<String>> rows = new ArrayList<>();
    for (Map<String, Object> line : variants(info, summary)) {
      List<String> cells = new ArrayList<>();
      line.forEach((name, value) -> cells.add(switch (name) {
        case "variant" -> (String) value;
        case "best_valid_loss" -> Numbers.loss(value == null ? Double.NaN : (Double) value);
        default -> Numbers.count((Long) value);
      }));
      rows.add(cells);
    }
    TextTable.write(
        new Table(
            "", List.of("variant", "planned", "ended", "ok", "stopped", "diverged", "failed", "best valid"),
            List.of(false, true, true, true, true, true, true, true), rows),
        text);
    if (!running.isEmpty()) {
      text.append('\n');
      running(running, driver, text);
    }
    return text.toString();
  }

  private static void running(List<RunningTrial> running, SweepLock.Owner driver, StringBuilder text) {
    List<List<String>> rows = new ArrayList<>();
    for (RunningTrial trial : running) {
      rows.add(List.of(
          trial.trial(), trial.variant(), state(trial, driver), trial.host(), Long.toString(trial.pid()), trial.executor(),
          trial.since(), Integer.toString(trial.epoch()),
          Numbers.loss(trial.validLoss() == null ? Double.NaN : trial.validLoss()), trial.heardAt()));
    }
    TextTable.write(
        new Table(
            "", List.of("trial", "variant", "state", "host", "process", "executor", "since", "epoch", "valid", "heard of at"),
            List.of(false, false, false, false, true, true, false, true, true, false), rows),
        text);
  }

  private static Instant lastRow(SweepSummary summary) {
    return Instant.EPOCH.plus(summary.lastFinishedAt(), ChronoUnit.MICROS);
  }
}
