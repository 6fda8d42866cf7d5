package dev.rondo.core.model;

import dev.rondo.core.Configs;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.compute.SparseRows;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.penalty.Penalty;
import dev.rondo.core.perturb.Perturbation;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import dev.rondo.spec.TrialConfig;
import java.util.Arrays;

/** A network small enough for finite differences, with one random batch, in either precision. */
final class SmallNetwork implements AutoCloseable {
  static final int T = 5;
  static final int B = 3;
  static final int D = 4;
  static final int H = 6;
  static final int O = 4;
  static final Tape.Capacity CAPACITY = new Tape.Capacity(T, T * B, B, T * B);
  static final long EPOCH = 2;
  static final long NUMBER = 7;

  final TrialConfig config;
  final Kernels kernels;
  final Memory memory;
  final Network network;
  final ParameterSet parameters;
  final Perturbation perturbation;
  final Penalty penalty;
  final Bptt bptt;
  final Batch batch;

  /** @param masked whether some rows do not count, and inputs are ones and zeros in sparse form (else normal numbers) */
  SmallNetwork(Precision precision, Loss loss, boolean masked, String... settings) {
    config = Configs.quick("model.hidden = " + H, String.join("\n", settings));
    Params params = Params.of(config);
    memory = new Memory(precision);
    kernels = precision.kernels();
    network = Network.of(params.at("model"), D, O, loss);
    parameters = network.layout().build(memory);
    perturbation = Perturbation.Kind.of(params.at("perturbation"));
    penalty = Penalty.Kind.of(params.at("penalty"));
    bptt = new Bptt(network, parameters, perturbation, config.seed(), CAPACITY, kernels, memory);
    RandomStream stream = new RandomStream(11, "small-network");
    double[] values = new double[parameters.size()];
    Arrays.setAll(values, i -> 0.5 * stream.nextNormal());
    parameters.values().put(0, values);
    batch = batch(loss, masked, stream);
  }

  private Batch batch(Loss loss, boolean masked, RandomStream stream) {
    Tensor x = memory.tensor(T * B, D);
    double[] inputs = new double[T * B * D];
    Arrays.setAll(inputs, i -> masked ? stream.nextBelow(2) : stream.nextNormal());
    x.put(0, inputs);
    Tensor y = memory.tensor(T * B, O);
    double[] targets = new double[T * B * O];
    Arrays.setAll(targets, i -> loss == Loss.SQUARED ? stream.nextNormal() : stream.nextBelow(2));
    y.put(0, targets);
    float[] weights = null;
    double count = T * B;
    if (masked) {
      weights = new float[T * B];
      Arrays.fill(weights, 1f);
      weights[1] = 0f;
      weights[2 * B + 2] = 0f;
      count -= 2;
    }
    return new Batch(T, B, new Inputs(x, 0, masked ? ones(inputs) : null), y, 0, weights, count);
  }

  private static SparseRows ones(double[] inputs) {
    int[] starts = new int[T * B + 1];
    char[] ones = new char[inputs.length];
    int at = 0;
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i] == 1) {
        ones[at++] = (char) (i % D);
      }
      starts[i / D + 1] = at;
    }
    return new SparseRows(starts, ones);
  }

  /** Training loss with the penalty, at the current values; sets the gradients. */
  double objective() {
    double loss = bptt.gradient(batch, EPOCH, NUMBER);
    if (penalty != null) {
      penalty.addGradient(parameters, kernels);
      loss += penalty.value(parameters, kernels);
    }
    return loss;
  }

  double[] gradient() {
    return parameters.gradients().toArray(0, parameters.size());
  }

  /** The gradient by central differences of {@link #objective}. */
  double[] numericGradient() {
    double step = 1e-5;
    double[] gradient = new double[parameters.size()];
    for (int i = 0; i < gradient.length; i++) {
      double value = parameters.values().get(i);
      parameters.values().set(i, value + step);
      double above = objective();
      parameters.values().set(i, value - step);
      double below = objective();
      parameters.values().set(i, value);
      gradient[i] = (above - below) / (2 * step);
    }
    return gradient;
  }

  /** ||a - b|| / (||a|| + ||b||) over one parameter. */
  static double relativeError(ParameterSet.View v, double[] a, double[] b) {
    double difference = 0;
    double sum = 0;
    for (int i = v.offset(); i < v.offset() + v.size(); i++) {
      difference += (a[i] - b[i]) * (a[i] - b[i]);
      sum += a[i] * a[i] + b[i] * b[i];
    }
    return sum == 0 ? 0 : Math.sqrt(difference / sum);
  }

  @Override
  public void close() {
    memory.close();
  }
}
