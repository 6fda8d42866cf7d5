package dev.rondo.driver;

import dev.rondo.core.bench.EpochBench;
import dev.rondo.core.bench.SgemmRate;
import dev.rondo.core.bench.Shape;
import dev.rondo.core.bench.ThreadsBench;
import dev.rondo.core.bench.Timing;
import dev.rondo.core.compute.Blas;
import dev.rondo.driver.report.Table;
import dev.rondo.driver.report.TextTable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code rondo bench} prints: a JSON object a line as soon as it is measured, or tables at the end. The names of the
 * JSON's fields are stable.
 */
final class BenchReport {
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
   * @param timing seconds a step
   * @param flops useful operations of one step
   * @param before rate of large products before, GFLOP/s
   * @param after the same after
   * @param laySeconds laying the batch, which is not part of the step
   */
  static Map<String, Object> step(
      Timing timing, double loss, double flops, double before, double after, double laySeconds) {
    double gflops = flops / timing.median() * 1e-9;
    // The faster of the two, so that the share never flatters.
    double sgemm = Math.max(before, after);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("measure", "step");
    row.put("ms_per_step", rounded(timing.median() * 1e3));
    row.put("ms_min", rounded(timing.min() * 1e3));
    row.put("ms_max", rounded(timing.max() * 1e3));
    row.put("gflops", rounded(gflops));
    row.put("sgemm_gflops", rounded(sgemm));
    row.put("sgemm_gflops_before", rounded(before));
    row.put("sgemm_gflops_after", rounded(after));
    row.put("share", rounded(gflops / sgemm));
    row.put("flops_per_step", flops);
    row.put("ms_to_lay_batch", rounded(laySeconds * 1e3));
    row.put("loss", rounded(loss));
    row.put("threads", Blas.THREADS);
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
    return Double.parseDouble(String.format(Locale.ROOT, "%.4e", value));
  }

  /** Prints the tables, where there are any. */
  void end() {
    if (json) {
      return;
    }
    StringBuilder text = new StringBuilder();
    text.append(Blas.cpu().model()).append(", ").append(Blas.cpu().vectors()).append("; ").append(Blas.description())
        .append("; Java ").append(System.getProperty("java.runtime.version")).append("\n\n");
    rows.forEach((measure, lines) -> {
      table(measure, lines, text);
      text.append('\n');
    });
    out.print(text);
    out.flush();
  }

  private static void table(String measure, List<Map<String, Object>> lines, StringBuilder text) {
    // A peer may know some cases only.
    Map<String, Boolean> columns = new LinkedHashMap<>();
    for (Map<String, Object> line : lines) {
      line.forEach((name, value) -> columns.merge(name, value instanceof Number, Boolean::logicalAnd));
    }
    columns.keySet().removeIf(BenchReport::detail);
    List<List<String>> cells = new ArrayList<>();
    for (Map<String, Object> line : lines) {
      cells.add(columns.keySet().stream().map(name -> cell(line.get(name))).toList());
    }
    TextTable.write(new Table(title(measure), List.copyOf(columns.keySet()), List.copyOf(columns.values()), cells), text);
  }

  /** What only programs want to know. */
  private static boolean detail(String field) {
    return List.of("measure", "flops_per_step", "density", "loss", "sgemm_gflops", "repeats").contains(field);
  }

  private static String title(String measure) {
    return switch (measure) {
      case "step" -> "One training step on one thread; the share is that of the faster rate of sgemm at " + SgemmRate.SIZE + "^3";
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
    return value instanceof Integer || value instanceof Long ? Numbers.count(((Number) value).longValue()) : value.toString();
  }
}
