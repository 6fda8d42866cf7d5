package dev.rondo.core.analysis;

import dev.rondo.core.Model;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Batch;
import dev.rondo.core.model.Bptt;
import dev.rondo.core.model.Network;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.task.BatchBuilder;
import dev.rondo.core.task.Split;
import dev.rondo.core.task.Split.Scored;
import dev.rondo.core.task.Task;
import java.util.stream.IntStream;

/**
 * Where a trained network puts the sequences of its test split among the regions on which it is affine (paper 002, sections 4 and
 * appendix D): a bit for each unit of each layer at each step, whether its state is above 0. The regions are those of networks whose
 * units are 0 elsewhere, such as ReLU; of others the bits are the signs of the states.
 *
 * @param codes bits of each sequence, 64 a number; the steps after the last of a sequence have none
 * @param inputs numbers of each sequence, [T D], zeros after its last step
 * @param labels class of each sequence
 * @param predicted class that the network gives it
 */
public record PartitionCodes(long[][] codes, float[][] inputs, int[] labels, int[] predicted) {
  /**
   * Runs a network over the test split of its task.
   *
   * @param values of the parameters, as evaluation uses them
   * @throws IllegalArgumentException when the task is not to tell the class of each sequence at its end
   */
  public static PartitionCodes of(Model model, float[] values) {
    Task task = model.task();
    Split test = task.test();
    if (test.scored() != Scored.LAST_STEP || model.network().loss() != Loss.SOFTMAX) {
      throw new IllegalArgumentException(
          "task.kind = " + task.kind() + " has no class for each sequence, asked for at its end, that neighbours could tell; take mnist,"
              + " sst2, temporal-order or adding-classes with model.readout.kind = softmax");
    }
    if (BatchBuilder.sparseOnly(task)) {
      throw new IllegalArgumentException(
          "the " + task.data().inputs() + " inputs of task.kind = " + task.kind() + " are ones among zeros without a dense form, which"
              + " have no distance here");
    }
    int n = test.examples().size();
    PartitionCodes all = new PartitionCodes(new long[n][], new float[n][], new int[n], new int[n]);
    Network network = Network.of(
        model.params().at("model"), task.data().inputs(), task.data().outputs(), task.loss()).forProbes();
    try (Memory memory = new Memory(model.precision())) {
      Kernels kernels = model.precision().kernels();
      ParameterSet parameters = network.layout().build(memory);
      parameters.values().put(0, values, values.length);
      Bptt bptt = new Bptt(network, parameters, null, model.config().seed(), model.capacity(), kernels, memory);
      BatchBuilder batches = new BatchBuilder(task, model.capacity(), memory);
      int steps = test.examples().stream().mapToInt(e -> e.inputs().steps()).max().orElseThrow();
      for (int[] group : BatchBuilder.evaluationGroups(test, model.capacity().trainingRows())) {
        Batch batch = batches.build(test, group, 0, group.length);
        bptt.evaluate(batch);
        for (int b = 0; b < group.length; b++) {
          all.put(group[b], new Sequence(batch, b, network, bptt), steps, test.examples().get(group[b]).inputs().steps());
        }
      }
    }
    return all;
  }

  /** One sequence of the batch on the tape. */
  private record Sequence(Batch batch, int b, Network network, Bptt bptt) {
    int row(int t) {
      return t * batch.B() + b;
    }
  }

  private void put(int example, Sequence s, int steps, int own) {
    int H = s.network.H();
    int D = s.network.D();
    int layers = s.network.layers().size();
    long[] code = new long[(steps * layers * H + 63) / 64];
    float[] x = new float[steps * D];
    for (int t = 0; t < own; t++) {
      for (int layer = 0; layer < layers; layer++) {
        double[] h = s.bptt.tape().layers().get(layer).states().toArray((s.row(t) + s.batch.B()) * H, H);
        for (int i = 0; i < H; i++) {
          if (h[i] > 0) {
            int bit = (t * layers + layer) * H + i;
            code[bit / 64] |= 1L << bit % 64;
          }
        }
      }
      double[] inputs = s.batch.inputs().values().toArray(s.batch.inputs().at() + s.row(t) * D, D);
      for (int i = 0; i < D; i++) {
        x[t * D + i] = (float) inputs[i];
      }
    }
    codes[example] = code;
    inputs[example] = x;
    labels[example] = largest(s.batch.targets(), s.batch.targetsAt() + s.row(own - 1) * s.network.O(), s.network.O());
    predicted[example] = largest(s.bptt.tape().outputs(), s.row(own - 1) * s.network.O(), s.network.O());
  }

  private static int largest(Tensor x, int at, int n) {
    double[] values = x.toArray(at, n);
    return IntStream.range(0, n).reduce(0, (a, b) -> values[b] > values[a] ? b : a);
  }

  /** Share of sequences whose class the network tells. */
  public double accuracy() {
    return IntStream.range(0, labels.length).filter(i -> labels[i] == predicted[i]).count() / (double) labels.length;
  }

  /** Squared Euclidean distance of two codes, which is the number of bits that differ. */
  public double codeDistance(int a, int b) {
    int bits = 0;
    for (int i = 0; i < codes[a].length; i++) {
      bits += Long.bitCount(codes[a][i] ^ codes[b][i]);
    }
    return bits;
  }

  /** Squared Euclidean distance of two sequences. */
  public double inputDistance(int a, int b) {
    double sum = 0;
    for (int i = 0; i < inputs[a].length; i++) {
      double d = inputs[a][i] - inputs[b][i];
      sum += d * d;
    }
    return sum;
  }
}
