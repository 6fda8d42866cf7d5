package dev.rondo.core.task;

import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.SparseRows;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.data.BinarySequence;
import dev.rondo.core.data.Sequence;
import dev.rondo.core.data.SequenceSet.Example;
import dev.rondo.core.model.Batch;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.Tape.Capacity;
import dev.rondo.core.task.Split.Padding;
import dev.rondo.core.task.Split.Scored;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Lays examples side by side, time-major, into memory taken once. Each batch is valid until the next is built. */
public final class BatchBuilder {
  /** Rows (steps times sequences) that evaluation puts into one batch, unless training has more, or a single sequence. */
  private static final int EVALUATION_ROWS = 8192;

  /** Ones are added one by one where at most one number in so many is 1; beyond that a dense product is faster. */
  private static final int SPARSE_SHARE = 8;

  /** Binary inputs of so many numbers, such as one-hot words, have the sparse form only. */
  private static final int WIDE = 1024;

  private final int D;
  private final int O;
  private final Tensor inputs; // null where they are sparse only
  private final Tensor targets; // null when the targets are the inputs one step later
  private final float[] block;
  private final int[] sparseStarts;
  private char[] sparseOnes = new char[0];
  private final float[] weights;

  /** @param capacity the largest batch */
  public BatchBuilder(Task task, Capacity capacity, Memory memory) {
    D = task.data().inputs();
    O = task.data().outputs();
    boolean nextStep = nextStep(task);
    boolean sparseOnly = sparseOnly(task);
    inputs = sparseOnly ? null : memory.tensor(capacity.rows() + capacity.batch(), D);
    targets = nextStep ? null : memory.tensor(capacity.rows(), O);
    block = new float[Math.multiplyExact(capacity.batch(), sparseOnly ? O : Math.max(D, O))];
    weights = new float[capacity.rows()];
    sparseStarts = new int[capacity.rows() + 1];
  }

  /** Bytes that a builder holds. */
  public static long bytes(Task task, Capacity capacity, int numberBytes) {
    long rows = capacity.rows() + capacity.batch();
    long D = sparseOnly(task) ? 0 : task.data().inputs();
    return rows * D * numberBytes
        + (nextStep(task) ? 0 : (long) capacity.rows() * task.data().outputs() * numberBytes)
        + 8L * capacity.rows() + 4L * capacity.batch() * Math.max(D, task.data().outputs());
  }

  /** Whether the inputs of this task's batches have no dense form. */
  public static boolean sparseOnly(Task task) {
    return task.data().inputs() >= WIDE && !nextStep(task) && Stream.of(task.train(), task.valid(), task.test())
        .flatMap(split -> split.examples().stream()).allMatch(e -> e.inputs() instanceof BinarySequence);
  }

  /** The largest batches of a task: training with {@code batch} sequences, evaluation as {@link #evaluationGroups} has it. */
  public static Capacity capacity(Task task, int batch) {
    int trainingSteps = steps(task.train(), null);
    int sequences = Math.min(batch, task.train().examples().size());
    int trainingRows = Math.multiplyExact(trainingSteps, sequences);
    int rows = trainingRows;
    for (Split split : List.of(task.valid(), task.test())) {
      for (int[] group : evaluationGroups(split, trainingRows)) {
        sequences = Math.max(sequences, group.length);
        rows = Math.max(rows, Math.multiplyExact(steps(split, group), group.length));
      }
    }
    return new Capacity(trainingSteps, trainingRows, sequences, rows);
  }

  /** A batch of these examples alone. */
  public static Capacity capacity(Split split, int[] chosen) {
    int T = steps(split, chosen);
    int rows = Math.multiplyExact(T, chosen.length);
    return new Capacity(T, rows, chosen.length, rows);
  }

  /**
   * The examples of a split in groups of like length, longest last; each group is one batch of evaluation.
   *
   * @param trainingRows of the largest batch of training, whose memory evaluation may use
   */
  public static List<int[]> evaluationGroups(Split split, int trainingRows) {
    int rows = Math.max(EVALUATION_ROWS, trainingRows);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < split.examples().size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingInt(i -> Split.predicted(split.examples().get(i))));
    List<int[]> groups = new ArrayList<>();
    int from = 0;
    for (int to = 1; to <= order.size(); to++) {
      boolean full = to == order.size()
          || (to - from + 1L) * Math.max(split.padTo(), Split.predicted(split.examples().get(order.get(to)))) > rows;
      if (full) {
        groups.add(order.subList(from, to).stream().mapToInt(Integer::intValue).toArray());
        from = to;
      }
    }
    return groups;
  }

  /** Lays the examples {@code order[from .. to)} side by side. */
  public Batch build(Split split, int[] order, int from, int to) {
    int[] chosen = Arrays.copyOfRange(order, from, to);
    int T = steps(split, chosen);
    int B = chosen.length;
    boolean nextStep = targets == null;
    if (inputs != null) {
      lay(split, chosen, nextStep ? T + 1 : T, D, inputs, true);
    }
    if (!nextStep) {
      lay(split, chosen, T, O, targets, false);
    }
    double count = (double) T * B;
    float[] rowWeights = null;
    if (!split.countPadding()) {
      count = weigh(split, chosen, T);
      rowWeights = weights;
    }
    return new Batch(
        T, B, new Inputs(inputs, 0, sparse(split, chosen, T)), nextStep ? inputs : targets, nextStep ? B * D : 0, rowWeights,
        count);
  }

  private static boolean nextStep(Task task) {
    return task.train().examples().get(0).targets() == null;
  }

  /** Predicted steps of a batch of these examples; of all when {@code chosen} is null. */
  private static int steps(Split split, int[] chosen) {
    List<Example> examples = split.examples();
    int longest = chosen == null
        ? examples.stream().mapToInt(Split::predicted).max().orElse(0)
        : Arrays.stream(chosen).map(i -> Split.predicted(examples.get(i))).max().orElse(0);
    return Math.max(longest, split.padTo() - (examples.get(0).targets() == null ? 1 : 0));
  }

  private void lay(Split split, int[] chosen, int steps, int width, Tensor out, boolean isInput) {
    int B = chosen.length;
    for (int t = 0; t < steps; t++) {
      for (int b = 0; b < B; b++) {
        Example e = split.examples().get(chosen[b]);
        Sequence s = isInput ? e.inputs() : e.targets();
        int step = isInput || split.scored() == Scored.EVERY_STEP ? step(split, s, t, steps) : lastStep(split, e, t, steps);
        if (step >= 0) {
          s.copyStep(step, block, b * width);
        } else {
          Arrays.fill(block, b * width, (b + 1) * width, 0f);
        }
      }
      out.put(t * B * width, block, B * width);
    }
  }

  /** The inputs of T steps by their ones, where those are few; else null. */
  private SparseRows sparse(Split split, int[] chosen, int T) {
    long ones = 0;
    for (int i : chosen) {
      if (!(split.examples().get(i).inputs() instanceof BinarySequence s)) {
        return null;
      }
      ones += s.ones().length;
    }
    int B = chosen.length;
    if (inputs != null && ones * SPARSE_SHARE > (long) T * B * D) {
      return null;
    }
    if (sparseOnes.length < ones) {
      sparseOnes = new char[(int) ones];
    }
    int[] starts = sparseStarts;
    int at = 0;
    for (int t = 0; t < T; t++) {
      for (int b = 0; b < B; b++) {
        BinarySequence s = (BinarySequence) split.examples().get(chosen[b]).inputs();
        int step = step(split, s, t, targets == null ? T + 1 : T);
        starts[t * B + b] = at;
        if (step >= 0) {
          int from = s.starts()[step];
          int count = s.starts()[step + 1] - from;
          System.arraycopy(s.ones(), from, sparseOnes, at, count);
          at += count;
        }
      }
    }
    starts[T * B] = at;
    return new SparseRows(starts, sparseOnes);
  }

  /** Which step of a sequence stands at step t of a batch of so many steps; -1 for padding. */
  private static int step(Split split, Sequence s, int t, int steps) {
    int step = split.padding() == Padding.FRONT ? t - (steps - s.steps()) : t;
    return step < s.steps() ? Math.max(step, -1) : -1;
  }

  /** 0, the only step of the targets, at an example's last step; -1 elsewhere. */
  private static int lastStep(Split split, Example e, int t, int steps) {
    return step(split, e.inputs(), t, steps) == e.inputs().steps() - 1 ? 0 : -1;
  }

  /** Weight 1 for steps that count, 0 for others; returns their number. */
  private double weigh(Split split, int[] chosen, int T) {
    int B = chosen.length;
    double count = 0;
    for (int b = 0; b < B; b++) {
      int real = Split.predicted(split.examples().get(chosen[b]));
      int first = split.padding() == Padding.FRONT ? T - real : 0;
      if (split.scored() == Scored.LAST_STEP) {
        first += real - 1;
        real = 1;
      } else {
        first += split.washout();
        real -= split.washout();
      }
      for (int t = 0; t < T; t++) {
        boolean counts = t >= first && t < first + real;
        weights[t * B + b] = counts ? 1f : 0f;
        count += counts ? 1 : 0;
      }
    }
    return count;
  }
}
