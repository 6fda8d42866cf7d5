package dev.rondo.core.model;

import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;

/**
 * What happened while one batch went through the network. {@link Bptt} and the cell write it; penalties, perturbations and
 * probes read it.
 */
public final class Tape {
  /** Hidden states, [(T + 1) B, H]: block 0 is the initial state, block t + 1 the state after step t. */
  final Tensor states;

  /** Slopes of the loss, [T B, H]: first by the hidden states, and after the cell's backward pass by its pre-activations. */
  final Tensor slopes;

  /** Outputs before their nonlinearity, [T B, O]; after the loss, its slopes by them. */
  final Tensor outputs;

  int T;
  int B;

  Tape(Memory memory, Capacity capacity, int H, int O) {
    states = memory.tensor(capacity.rows() + capacity.batch(), H);
    slopes = memory.tensor(capacity.rows(), H);
    outputs = memory.tensor(capacity.rows(), O);
  }

  public Tensor states() {
    return states;
  }

  public Tensor slopes() {
    return slopes;
  }

  public Tensor outputs() {
    return outputs;
  }

  /** Steps of the batch on the tape. */
  public int steps() {
    return T;
  }

  /** Sequences of the batch on the tape. */
  public int batch() {
    return B;
  }

  static long bytes(Capacity capacity, int H, int O, int numberBytes) {
    long states = Memory.size(capacity.rows() + (long) capacity.batch(), H);
    return numberBytes * (states + Memory.size(capacity.rows(), H) + Memory.size(capacity.rows(), O));
  }

  /**
   * The largest batches that will come.
   *
   * @param trainingSteps T at most in training; evaluation, which perturbs nothing, may have far longer sequences
   * @param trainingRows T B at most in training
   * @param batch B at most
   * @param rows T B at most
   */
  public record Capacity(int trainingSteps, int trainingRows, int batch, int rows) {
    public Capacity {
      if (trainingSteps < 1 || trainingRows < 1 || batch < 1 || rows < trainingRows) {
        throw new IllegalArgumentException(
            "no room for any batch: " + trainingSteps + " steps, " + trainingRows + " rows, " + batch + " sequences, " + rows);
      }
    }
  }
}
