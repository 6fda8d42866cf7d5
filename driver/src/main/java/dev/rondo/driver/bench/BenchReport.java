package dev.rondo.driver.bench;

import dev.rondo.core.bench.EpochBench;
import dev.rondo.core.bench.SgemmRate;
import dev.rondo.core.bench.Shape;
import dev.rondo.core.bench.Stopwatch;
import dev.rondo.core.bench.ThreadsBench;
import dev.rondo.core.bench.Timing;
import dev.rondo.core.compute.Blas;
import dev.rondo.driver.Json;
import dev.rondo.driver.Numbers;
import dev.rondo.driver.command.PlainFormat;
import dev.rondo.driver.report.Table;
import dev.rondo.driver.report.TextTable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code rondo bench} prints: a JSON object a line as soon as it is measured, or tables at the end. The names of
 * the JSON's fields are stable.
 */
final class BenchReport {
  /** Fields of the JSON that the tables show, with their headings. */
  private static final Map<String, String> STEP_COLUMNS = columns(
      "ms_per_step", "ms", "ms_min", "min", "ms_max", "max", "cpu_ms_per_step", "cpu ms", "gflops", "GFLOP/s",
      "sgemm_gflops_before", "sgemm before", "sgemm_gflops_after", "after", "share", "share", "cpu_share", "cpu share",
      "warm_up_seconds", "warm-up s", "warm", "warm");

  private static final Map<String, String> PEER_COLUMNS = columns(
      "peer", "peer", "peer_ms_per_step", "peer ms", "peer_ms_min", "min", "peer_ms_max", "max", "peer_cpu_ms_per_step",
      "peer cpu ms", "ms_per_step", "our ms", "ratio", "ratio", "cpu_ratio", "cpu ratio");

  private static final Map<String, String> INFERENCE_COLUMNS = columns(
      "ms_per_batch", "ms", "ms_min", "min", "ms_max", "max", "cpu_ms_per_batch", "cpu ms", "sequences_per_second",
      "sequences/s", "steps_per_second", "steps/s", "gflops", "GFLOP/s");

  private static final Map<String, String> EPOCH_COLUMNS = columns(
      "set", "set", "seconds_per_epoch", "seconds", "seconds_min", "min", "seconds_max", "max", "repeats", "epochs",
      "train_steps", "train steps", "valid_steps", "valid steps", "steps_per_second", "steps/s");

  private static final Map<String, String> THREADS_COLUMNS = columns(
      "trials", "trials", "batches_per_second_one", "batches/s of one", "batches_per_second_all", "of all",
      "throughput_ratio", "throughput ratio");

  private final boolean json;
  private final PrintWriter out;
  private final Map<String, List<Map<String, Object>>> rows = new LinkedHashMap<>();

  BenchReport(PlainFormat format, PrintWriter out) {
    json = format == PlainFormat.JSON;
    this.out = out;
  }

  /** Adds what was measured of a case. */
  void add(BenchArguments.Case c, Map<String, Object> measured) {
    Shape shape = c.shape();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("measure", measured.get("measure"));
    row.put("cell", c.cell());
    row.put("variant", c.variant().text());
    row.put("batch", shape.batch());
    row.put("hidden", shape.hidden());
    if (!measured.get("measure").equals("epoch")) {
      row.put("steps", shape.steps());
      row.put("inputs", shape.inputs());
      row.put("density", shape.density());
    }
    row.putAll(measured);
    if (json) {
      row.put("dtype", c.config().values().get("train.dtype"));
      row.put("cpu", Blas.cpu().model());
      row.put("vectors", Blas.cpu().vectors());
      row.put("blas", Blas.description());
      row.put("jvm", System.getProperty("java.runtime.version"));
      out.println(Json.line(row));
      out.flush();
    } else {
      rows.computeIfAbsent((String) measured.get("measure"), key -> new ArrayList<>()).add(row);
    }
  }

  /**
   * A training step.
   *
   * @param watch that timed it
   * @param flops useful operations of one step
   * @param before rate of large products before
   * @param after the same after
   * @param laySeconds laying the batch, which is not part of the step
   */
  static Map<String, Object> step(
      Stopwatch watch, double flops, SgemmRate.Rate before, SgemmRate.Rate after, double laySeconds) {
    Timing timing = watch.timing();
    double gflops = flops / timing.median() * 1e-9;
    SgemmRate.Rate sgemm = before.max(after);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("measure", "step");
    row.put("ms_per_step", rounded(timing.median() * 1e3));
    row.put("ms_min", rounded(timing.min() * 1e3));
    row.put("ms_max", rounded(timing.max() * 1e3));
    row.put("gflops", rounded(gflops));
    row.put("sgemm_gflops", rounded(sgemm.wall()));
    row.put("sgemm_gflops_before", rounded(before.wall()));
    row.put("sgemm_gflops_after", rounded(after.wall()));
    row.put("share", rounded(gflops / sgemm.wall()));
    row.put("cpu_ms_per_step", rounded(timing.cpuMedian() * 1e3));
    row.put("cpu_share", rounded(flops / timing.cpuMedian() * 1e-9 / sgemm.cpu()));
    row.put("flops_per_step", flops);
    row.put("ms_to_lay_batch", rounded(laySeconds * 1e3));
    row.put("loss", rounded(watch.last()));
    row.put("threads", Blas.THREADS);
    row.put("processors", rounded(watch.processors()));
    repeats(timing, row);
    return row;
  }

  /** Evaluation of a batch with clean weights. */
  static Map<String, Object> inference(Shape shape, Timing timing, double loss, double flops) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("measure", "inference");
    row.put("ms_per_batch", rounded(timing.median() * 1e3));
    row.put("ms_min", rounded(timing.min() * 1e3));
    row.put("ms_max", rounded(timing.max() * 1e3));
    row.put("cpu_ms_per_batch", rounded(timing.cpuMedian() * 1e3));
    row.put("sequences_per_second", rounded(shape.batch() / timing.median()));
    row.put("steps_per_second", rounded((double) shape.batch() * shape.steps() / timing.median()));
    row.put("gflops", rounded(flops / timing.median() * 1e-9));
    row.put("loss", rounded(loss));
    row.put("threads", Blas.THREADS);
    repeats(timing, row);
    return row;
  }

  /** A pass over a training split, with validation. */
  static Map<String, Object> epoch(EpochBench.Result result) {
    Timing timing = result.epoch();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("measure", "epoch");
    row.put("set", result.set());
    row.put("seconds_per_epoch", rounded(timing.median()));
    row.put("seconds_min", rounded(timing.min()));
    row.put("seconds_max", rounded(timing.max()));
    row.put("train_steps", result.trainRows());
    row.put("valid_steps", result.validRows());
    row.put("steps_per_second", rounded((result.trainRows() + result.validRows()) / timing.median()));
    row.put("threads", Blas.THREADS);
    repeats(timing, row);
    return row;
  }

  /** Trials at once. */
  static Map<String, Object> threads(ThreadsBench.Result result) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("measure", "threads");
    row.put("trials", result.threads());
    row.put("batches_per_second_one", rounded(result.one()));
    row.put("batches_per_second_all", rounded(result.all()));
    row.put("throughput_ratio", rounded(result.gain()));
    return row;
  }

  private static void repeats(Timing timing, Map<String, Object> row) {
    row.put("repeats", timing.repeats());
    row.put("warm_up_seconds", rounded(timing.warmUp().seconds()));
    row.put("warm", timing.warmUp().stable());
  }

  /** Five significant digits: more would be noise. */
  static double rounded(double value) {
    return Double.isFinite(value) ? Double.parseDouble(String.format(Locale.ROOT, "%.4e", value)) : value;
  }

  /** Prints the tables, where there are any. */
  void end() {
    if (json) {
      return;
    }
    StringBuilder text = new StringBuilder();
    text.append(Blas.cpu().model()).append(", ").append(Blas.cpu().vectors()).append("; ").append(Blas.description())
        .append("; Java ").append(System.getProperty("java.runtime.version")).append("\n\n");
    rows.forEach((measure, lines) -> table(title(measure), columnsOf(measure), lines, text));
    List<Map<String, Object>> peers =
        rows.getOrDefault("step", List.of()).stream().filter(line -> line.containsKey("peer")).toList();
    if (!peers.isEmpty()) {
      table("The same step in PyTorch, in turns with ours; the ratio is ours by theirs", PEER_COLUMNS, peers, text);
    }
    out.print(text);
    out.flush();
  }

  private static void table(
      String title, Map<String, String> columns, List<Map<String, Object>> lines, StringBuilder text) {
    List<List<String>> cells = new ArrayList<>();
    for (Map<String, Object> line : lines) {
      cells.add(columns.keySet().stream().map(field -> cell(line.get(field))).toList());
    }
    List<Boolean> numbers = columns.keySet().stream().map(field -> lines.get(0).get(field) instanceof Number).toList();
    TextTable.write(new Table(title, List.copyOf(columns.values()), numbers, cells), text);
    text.append('\n');
  }

  private static Map<String, String> columns(String... fieldsAndHeadings) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (String field : List.of("cell", "variant", "batch", "hidden")) {
      columns.put(field, field);
    }
    for (int i = 0; i < fieldsAndHeadings.length; i += 2) {
      columns.put(fieldsAndHeadings[i], fieldsAndHeadings[i + 1]);
    }
    return columns;
  }

  private static Map<String, String> columnsOf(String measure) {
    return switch (measure) {
      case "step" -> STEP_COLUMNS;
      case "inference" -> INFERENCE_COLUMNS;
      case "epoch" -> EPOCH_COLUMNS;
      default -> THREADS_COLUMNS;
    };
  }

  private static String title(String measure) {
    return switch (measure) {
      case "step" -> "One training step on one thread; the share is of the faster sgemm at " + SgemmRate.SIZE + "^3";
      case "inference" -> "Evaluation of one batch on one thread";
      case "epoch" -> "One epoch on one thread, validation included";
      default -> "Trials at once, one thread each";
    };
  }

  private static String cell(Object value) {
    if (value == null) {
      return "-";
    }
    if (value instanceof Double number) {
      return number >= 1000 ? Numbers.count(Math.round(number)) : String.format(Locale.ROOT, "%.3f", number);
    }
    return value instanceof Number number ? Numbers.count(number.longValue()) : value.toString();
  }
}
