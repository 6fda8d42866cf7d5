package dev.rondo.core.probe;

import dev.rondo.core.Model;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.model.Batch;
import dev.rondo.core.model.Bptt;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.LayerTape;
import dev.rondo.core.model.Network;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape.Capacity;
import dev.rondo.core.random.RandomStream;
import dev.rondo.core.task.BatchBuilder;
import dev.rondo.core.task.Task;
import java.util.Arrays;
import java.util.Locale;

/**
 * The first sequences of the first batch of validation, always the same, and a network beside the one in training that they go
 * through forward and backward: with weights, units and initial states as in evaluation. Parameters, tape and batch are its own,
 * so that it leaves no trace in training.
 */
final class ProbePass {
  /** Of a step's number in a key, at least. */
  private static final int DIGITS = 4;

  private final Model model;
  private final Network network;
  private final ParameterSet parameters;
  private final Kernels kernels;
  private final Bptt bptt;
  private final Batch batch;
  private final Batch lastSteps;
  private final int[] last;

  /** @param sequences of the batch at most */
  ProbePass(Model model, int sequences, Kernels kernels, Memory memory) {
    this.model = model;
    this.kernels = kernels;
    Task task = model.task();
    int[] chosen = chosen(model, sequences);
    Capacity capacity = BatchBuilder.capacity(task.valid(), chosen);
    network = network(model);
    parameters = network.layout().build(memory);
    bptt = new Bptt(network, parameters, null, model.config().seed(), capacity, kernels, memory);
    batch = new BatchBuilder(task, capacity, memory).build(task.valid(), chosen, 0, chosen.length);
    last = last(batch);
    float[] weights = new float[batch.T() * batch.B()];
    for (int b = 0; b < batch.B(); b++) {
      weights[last[b] * batch.B() + b] = 1f;
    }
    lastSteps = new Batch(batch.T(), batch.B(), batch.inputs(), batch.targets(), batch.targetsAt(), weights, batch.B());
  }

  /** Bytes that a pass holds. */
  static long bytes(Model model, int sequences) {
    int numberBytes = model.precision().bytes();
    Capacity capacity = BatchBuilder.capacity(model.task().valid(), chosen(model, sequences));
    return network(model).bytes(capacity, null, numberBytes) + BatchBuilder.bytes(model.task(), capacity, numberBytes)
        + (long) Float.BYTES * capacity.rows();
  }

  private static int[] chosen(Model model, int sequences) {
    int[] group = BatchBuilder.evaluationGroups(model.task().valid(), model.capacity().trainingRows()).get(0);
    return Arrays.copyOf(group, Math.min(sequences, group.length));
  }

  private static Network network(Model model) {
    Task task = model.task();
    return Network.of(model.params().at("model"), task.data().inputs(), task.data().outputs(), task.loss()).forProbes();
  }

  /** Of each sequence, the last step that counts in the loss, from 0. */
  private static int[] last(Batch batch) {
    int[] last = new int[batch.B()];
    Arrays.fill(last, batch.T() - 1);
    for (int b = 0; b < last.length; b++) {
      while (batch.weights() != null && last[b] > 0 && batch.weights()[last[b] * last.length + b] == 0) {
        last[b]--;
      }
    }
    return last;
  }

  /** Takes over the parameters, as evaluation has them. */
  void take(ParameterSet trained) {
    parameters.values().copyFrom(0, trained.values(), 0, parameters.size());
    for (View v : parameters.views()) {
      double scale = model.evaluationScale(v);
      if (scale != 1) {
        kernels.scale(scale, parameters.values(), v.offset(), v.size());
      }
    }
  }

  /** Sets the gradients of {@link #parameters} to those of the mean loss of the batch. */
  void gradient() {
    bptt.evaluationGradient(batch);
  }

  /** The same of the mean loss over the last step of each sequence alone, with slopes by all states. */
  void gradientOfLastSteps() {
    bptt.evaluationGradient(lastSteps);
  }

  /** Sets the initial slopes of all layers to those of one number of the state after the last step of each sequence. */
  void gradientOfUnit(int unit) {
    bptt.evaluationGradient(batch, unit, last);
  }

  /** Mean squared change of the outputs of rows that count by that of the inputs, where these get noise of a standard deviation. */
  double sensitivity(double sigma, RandomStream stream) {
    double[] clean = outputs(batch);
    Inputs inputs = batch.inputs();
    int rows = batch.T() * batch.B();
    double[] x = inputs.values().toArray(inputs.at(), rows * network.D());
    double[] noisy = new double[x.length];
    Arrays.setAll(noisy, i -> x[i] + sigma * stream.nextNormal());
    inputs.values().put(inputs.at(), noisy);
    double[] moved = outputs(new Batch(
        batch.T(), batch.B(), new Inputs(inputs.values(), inputs.at(), null), batch.targets(), batch.targetsAt(), batch.weights(),
        batch.count()));
    double[] rounded = inputs.values().toArray(inputs.at(), x.length);
    inputs.values().put(inputs.at(), x);
    double change = 0;
    double noise = 0;
    for (int r = 0; r < rows; r++) {
      if (batch.weights() == null || batch.weights()[r] != 0) {
        change += squaredDistance(clean, moved, r, network.O());
        noise += squaredDistance(x, rounded, r, network.D());
      }
    }
    return change / noise;
  }

  private double[] outputs(Batch of) {
    bptt.evaluate(of);
    return bptt.tape().outputs().toArray(0, of.T() * of.B() * network.O());
  }

  /** Of two matrices with rows of a width, in row r. */
  private static double squaredDistance(double[] a, double[] b, int r, int width) {
    double sum = 0;
    for (int i = r * width; i < (r + 1) * width; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  int T() {
    return batch.T();
  }

  int B() {
    return batch.B();
  }

  int H() {
    return network.H();
  }

  ParameterSet parameters() {
    return parameters;
  }

  /** Looks at a layer. */
  @FunctionalInterface
  interface Visitor {
    /** @param prefix of its keys */
    void layer(String prefix, LayerTape tape);
  }

  /** Looks at all layers, from the lowest to the highest. */
  void layers(Visitor visitor) {
    for (int i = 0; i < network.layers().size(); i++) {
      visitor.layer(network.layers().get(i).prefix(), bptt.tape().layers().get(i));
    }
  }

  /** The key of step t, from 0: they sort by the step. */
  String step(int t) {
    int digits = Math.max(DIGITS, Integer.toString(batch.T()).length());
    return "step." + String.format(Locale.ROOT, "%0" + digits + "d", t + 1);
  }
}
