package dev.rondo.core.task;

import dev.rondo.core.data.ContentHash;
import dev.rondo.core.data.SequenceSet;
import dev.rondo.core.data.SequenceSet.Example;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Tasks whose sequences are drawn by a {@link SequenceRule}: fixed validation and test splits, and new training sequences in each
 * epoch. The settings decide all of them, and the trial's seed nothing, so that trials with the same settings see the same data;
 * within a JVM they share it.
 */
public final class GeneratedTask {
  /** To be raised when a rule draws other numbers than before: it enters the data's hash. */
  private static final int VERSION = 1;

  /** By kind and settings; gone when memory runs short, since it can be drawn again. */
  private static final Map<String, SoftReference<SequenceSet>> DRAWN = new ConcurrentHashMap<>();

  private GeneratedTask() {}

  /** The name of the data of a kind of task, in the tables. */
  public static String name(String kind, String length) {
    return kind + "-" + length;
  }

  /** @param p with {@code length}, {@code seed}, {@code train-size}, {@code valid-size} and {@code test-size} among them */
  static Task of(Params p, SequenceRule rule) {
    String description = "version " + VERSION + " " + p.all();
    SequenceSet data = shared(description, () -> ContentHash.generated(
        name(p.kind(), p.text("length")), rule.inputs(), rule.outputs(), description,
        examples(p, rule, "train", 1), examples(p, rule, "valid", 0), examples(p, rule, "test", 0)));
    Split train = rule.split(data.train());
    Split test = rule.split(data.test());
    return new Task(
        p.kind(), data, train, rule.split(data.valid()), test, rule.loss(), rule.metrics(),
        OptionalDouble.of(rule.trivialLoss(test)),
        epoch -> epoch == 1 ? train : rule.split(examples(p, rule, "train", epoch)));
  }

  /** Each example has numbers of its own, so that a larger split begins with the smaller one. */
  private static List<Example> examples(Params p, SequenceRule rule, String split, int epoch) {
    RandomStream random = new RandomStream(p.integer("seed"), "task." + p.kind() + "." + split);
    int size = p.integer(split + "-size");
    List<Example> examples = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      examples.add(rule.draw(random.at(epoch, i)));
    }
    return examples;
  }

  private static SequenceSet shared(String key, Supplier<SequenceSet> draw) {
    SequenceSet[] set = new SequenceSet[1];
    DRAWN.compute(key, (k, known) -> {
      set[0] = known == null ? null : known.get();
      if (set[0] != null) {
        return known;
      }
      set[0] = draw.get();
      return new SoftReference<>(set[0]);
    });
    return set[0];
  }
}
