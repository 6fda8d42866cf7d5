package dev.rondo.core.check;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.compute.SparseRows;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Batch;
import dev.rondo.core.model.Bptt;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.Network;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape;
import dev.rondo.core.penalty.Penalty;
import dev.rondo.core.perturb.Perturbation;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.util.Arrays;

/**
 * A network small enough for finite differences, with one random batch of {@link #B} sequences of {@link #T} steps, from
 * {@link #D} inputs to {@link #O} outputs, in either precision.
 */
public class SmallNetwork implements AutoCloseable {
  public static final int T = 5;
  public static final int B = 3;
  public static final int D = 4;
  public static final int H = 6;
  public static final int O = 4;
  public static final Tape.Capacity CAPACITY = new Tape.Capacity(T, T * B, B, T * B);
  public static final long EPOCH = 2;
  public static final long NUMBER = 7;

  public final Kernels kernels;
  public final Memory memory;
  public final Network network;
  public final ParameterSet parameters;
  public final Perturbation perturbation;
  public final Penalty penalty;
  public final Bptt bptt;
  public final Batch batch;

  /**
   * @param masked whether some rows do not count, and inputs are ones and zeros in sparse form (else normal numbers)
   * @param params all settings of a trial with {@link #H} hidden units; the sections model, perturbation and penalty are used
   * @param seed of the trial
   * @throws IllegalArgumentException when the components do not fit together
   */
  public SmallNetwork(Precision precision, Loss loss, boolean masked, Params params, long seed) {
    memory = new Memory(precision);
    kernels = precision.kernels();
    Network of = Network.of(params.at("model"), D, O, loss);
    perturbation = Perturbation.Kind.of(params.at("perturbation"));
    penalty = Penalty.Kind.of(params.at("penalty"));
    if (penalty != null) {
      penalty.bind(of);
    }
    network = penalty != null && penalty.watchesSlopes() ? of.withStateSlopes() : of;
    parameters = network.layout().build(memory);
    bptt = new Bptt(network, parameters, perturbation, seed, CAPACITY, kernels, memory);
    if (penalty != null) {
      penalty.watch(bptt.tape(), CAPACITY, network.H(), memory);
    }
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
  public double objective() {
    double loss = bptt.gradient(batch, EPOCH, NUMBER);
    if (penalty != null) {
      penalty.addGradient(parameters, kernels);
      loss += penalty.value(parameters, kernels);
    }
    return loss;
  }

  public double[] gradient() {
    return parameters.gradients().toArray(0, parameters.size());
  }

  /** The gradient by central differences of {@link #objective}. */
  public double[] numericGradient() {
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
  public static double relativeError(View v, double[] a, double[] b) {
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
