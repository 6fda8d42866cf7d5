package dev.rondo.core.model;

import static dev.rondo.core.compute.Kernels.Op.PLAIN;

import dev.rondo.core.cell.ReadoutLayer;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet.View;
import java.util.ArrayList;
import java.util.List;

/**
 * The forward half of a product with the Gauss-Newton matrix B = J'H J of a batch's mean loss, J the outputs' Jacobian by the
 * parameters and H the loss's second derivatives by the outputs (paper 003, section 2.2.2): how states and outputs change along a
 * direction, to first order, and H times the change of the outputs. {@link Bptt#gaussNewton} sends that back.
 */
final class GaussNewton {
  private final Network network;
  private final ParameterSet parameters;
  private final Tape tape;
  private final Kernels kernels;
  /** Of the states of each layer, [(T + 1) B, H], block 0 of the initial states, which do not change. */
  private final List<Tensor> changes = new ArrayList<>();

  private final Tensor moved; // change of the outputs, [T B, O]
  private double[] predictions = {}; // outputs behind their nonlinearity, [T B, O]

  GaussNewton(Network network, ParameterSet parameters, Tape tape, Tape.Capacity capacity, Kernels kernels, Memory memory) {
    this.network = network;
    this.parameters = parameters;
    this.tape = tape;
    this.kernels = kernels;
    network.layers().forEach(layer ->
        changes.add(memory.tensor(capacity.trainingRows() + capacity.batch(), network.H())));
    moved = memory.tensor(capacity.trainingRows(), network.O());
  }

  static long bytes(Network network, Tape.Capacity capacity, int numberBytes) {
    return numberBytes * (network.layers().size() * Memory.size(capacity.trainingRows() + capacity.batch(), network.H())
        + Memory.size(capacity.trainingRows(), network.O())) + Double.BYTES * 3 * Memory.size(capacity.trainingRows(), network.O());
  }

  /** Remembers what the forward pass on the tape predicts; its outputs must still be there. */
  void at(Batch batch) {
    int O = network.O();
    predictions = tape.outputs().toArray(0, batch.T() * batch.B() * O);
    for (int from = 0; from < predictions.length; from += O) {
      predict(network.loss(), predictions, from, O);
    }
  }

  private static void predict(Loss loss, double[] o, int from, int n) {
    switch (loss) {
      case BERNOULLI -> {
        for (int i = from; i < from + n; i++) {
          o[i] = 1 / (1 + StrictMath.exp(-o[i]));
        }
      }
      case SOFTMAX -> {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + n; i++) {
          max = Math.max(max, o[i]);
        }
        double sum = 0;
        for (int i = from; i < from + n; i++) {
          o[i] = StrictMath.exp(o[i] - max);
          sum += o[i];
        }
        for (int i = from; i < from + n; i++) {
          o[i] /= sum;
        }
      }
      case SQUARED -> { }
    }
  }

  /** How the states of a layer change, from the first step on at {@code batch.B() * H}. */
  Tensor change(int layer) {
    return changes.get(layer);
  }

  /**
   * Follows a direction through the network; the tape's outputs become H times their change, as a mean over what counts.
   *
   * @param lowest what goes into the lowest layer
   * @param direction as long as the parameters
   */
  void follow(Batch batch, Inputs lowest, Tensor direction) {
    int T = batch.T();
    int B = batch.B();
    int H = network.H();
    int block = B * H;
    for (int i = 0; i < network.layers().size(); i++) {
      Tensor own = changes.get(i);
      kernels.fill(own, 0, block, 0);
      Inputs x = i == 0 ? lowest : new Inputs(tape.layers().get(i - 1).states(), block, null);
      network.layers().get(i).cell().tangent(x, i == 0 ? null : changes.get(i - 1), block, direction, own, T, B);
    }
    View weight = parameters.view(ReadoutLayer.WEIGHT);
    View bias = parameters.view(ReadoutLayer.BIAS);
    int rows = T * B;
    int O = network.O();
    // Forward: o = h W_ho + b_o.
    kernels.fillRows(rows, O, direction, bias.offset(), moved, 0);
    kernels.gemm(PLAIN, PLAIN, rows, O, H, 1, tape.top().states(), block, direction, weight.offset(), 1, moved, 0);
    Tensor top = changes.get(changes.size() - 1);
    kernels.gemm(PLAIN, PLAIN, rows, O, H, 1, top, block, parameters.values(), weight.offset(), 1, moved, 0);
    bend(batch, rows, O);
  }

  private void bend(Batch batch, int rows, int O) {
    double[] r = moved.toArray(0, rows * O);
    double[] targets = network.loss() == Loss.SOFTMAX ? batch.targets().toArray(batch.targetsAt(), rows * O) : null;
    for (int row = 0; row < rows; row++) {
      double weight = (batch.weights() == null ? 1 : batch.weights()[row]) / batch.count();
      int from = row * O;
      double mean = 0;
      double mass = 0;
      for (int i = from; i < from + O && targets != null; i++) {
        mean += predictions[i] * r[i];
        mass += targets[i];
      }
      for (int i = from; i < from + O; i++) {
        r[i] *= weight;
        double y = predictions[i];
        r[i] = switch (network.loss()) {
          case BERNOULLI -> y * (1 - y) * r[i];
          case SOFTMAX -> mass * y * (r[i] - weight * mean);
          case SQUARED -> 2 * r[i];
        };
      }
    }
    tape.outputs().put(0, r);
  }
}
