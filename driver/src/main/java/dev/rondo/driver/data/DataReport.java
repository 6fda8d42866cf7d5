package dev.rondo.driver.data;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rondo.core.data.BinarySequence;
import dev.rondo.core.data.MarginalLoss;
import dev.rondo.core.data.PianoRolls;
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
import java.util.stream.Stream;

/** What is said of a data set; of piano rolls, how many notes they have as well, and what to know only these is worth. */
final class DataReport {
  private DataReport() {}

  /** One split: sequences, steps, and notes that sound in a step on average; null of what has no notes. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Count(String split, long sequences, long steps, Double notes_per_step) {}

  static void print(SequenceSet set, PlainFormat format, PrintWriter out) {
    boolean rolls = rolls(set);
    List<Count> counts = List.of(
        count("train", set.train(), rolls), count("valid", set.valid(), rolls), count("test", set.test(), rolls));
    if (format == PlainFormat.JSON) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("set", set.name());
      json.put("splits", counts);
      if (rolls) {
        json.put("marginal_loss", MarginalLoss.of(set));
      }
      json.put("hash", set.hash());
      out.println(Json.pretty(json));
    } else {
      StringBuilder text = new StringBuilder();
      TextTable.write(table(set, counts, rolls), text);
      text.append('\n');
      if (rolls) {
        text.append("test loss from the frequencies of notes alone: ").append(Numbers.loss(MarginalLoss.of(set)))
            .append(" nats a step\n");
      }
      text.append("content hash: ").append(set.hash()).append('\n');
      out.print(text);
    }
    out.flush();
  }

  /** Whether it is music: the next step of 88 keys is to be predicted. */
  private static boolean rolls(SequenceSet set) {
    return set.inputs() == PianoRolls.KEYS && Stream.of(set.train(), set.valid(), set.test()).flatMap(List::stream)
        .allMatch(example -> example.targets() == null && example.inputs() instanceof BinarySequence);
  }

  private static Count count(String split, List<Example> examples, boolean rolls) {
    long steps = 0;
    long notes = 0;
    for (Example example : examples) {
      steps += example.inputs().steps();
      notes += rolls ? ((BinarySequence) example.inputs()).ones().length : 0;
    }
    return new Count(split, examples.size(), steps, rolls ? (double) notes / steps : null);
  }

  private static Table table(SequenceSet set, List<Count> counts, boolean rolls) {
    List<List<String>> rows = new ArrayList<>();
    for (Count c : counts) {
      List<String> row = new ArrayList<>(List.of(c.split, Numbers.count(c.sequences), Numbers.count(c.steps)));
      if (rolls) {
        row.add(String.format(Locale.ROOT, "%.2f", c.notes_per_step));
      }
      rows.add(row);
    }
    int columns = rolls ? 4 : 3;
    return new Table(
        set.name(), List.of("split", "sequences", "steps", "notes a step").subList(0, columns),
        List.of(false, true, true, true).subList(0, columns), rows);
  }
}
