package dev.rondo.driver.data;

import dev.rondo.core.data.BinarySequence;
import dev.rondo.core.data.MarginalLoss;
import dev.rondo.core.data.SequenceSet;
import dev.rondo.core.data.SequenceSet.Example;
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

/** What is said of a set of piano rolls. */
final class DataReport {
  private DataReport() {}

  /** One split: sequences, steps, and notes that sound in a step on average. */
  private record Count(String split, long sequences, long steps, double notes_per_step) {}

  static void print(SequenceSet set, PlainFormat format, PrintWriter out) {
    List<Count> counts = List.of(count("train", set.train()), count("valid", set.valid()), count("test", set.test()));
    double marginal = MarginalLoss.of(set);
    if (format == PlainFormat.JSON) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("set", set.name());
      json.put("splits", counts);
      json.put("marginal_loss", marginal);
      json.put("hash", set.hash());
      out.println(Json.pretty(json));
    } else {
      StringBuilder text = new StringBuilder();
      TextTable.write(table(set, counts), text);
      text.append("\ntest loss from the frequencies of notes alone: ").append(Numbers.loss(marginal)).append(" nats a step\n");
      text.append("content hash: ").append(set.hash()).append('\n');
      out.print(text);
    }
    out.flush();
  }

  private static Count count(String split, List<Example> examples) {
    long steps = 0;
    long notes = 0;
    for (Example example : examples) {
      steps += example.inputs().steps();
      notes += ((BinarySequence) example.inputs()).ones().length;
    }
    return new Count(split, examples.size(), steps, (double) notes / steps);
  }

  private static Table table(SequenceSet set, List<Count> counts) {
    List<List<String>> rows = new ArrayList<>();
    for (Count c : counts) {
      rows.add(List.of(
          c.split, Numbers.count(c.sequences), Numbers.count(c.steps), String.format(Locale.ROOT, "%.2f", c.notes_per_step)));
    }
    return new Table(
        set.name(), List.of("split", "sequences", "steps", "notes a step"), List.of(false, true, true, true), rows);
  }
}
