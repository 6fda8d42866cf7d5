package dev.rondo.core.model;

import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What happened while one batch went through the network. {@link Bptt} and the cell write it; penalties, perturbations and
 * probes read it.
 */
public final class Tape {
  private final List<LayerTape> layers;

  /** Outputs before their nonlinearity, [T B, O]; after the loss, its slopes by them. */
  private final Tensor outputs;

  int T;
  int B;

  Tape(Memory memory, Capacity capacity, int layers, int H, int O, LayerTape.Kept kept) {
    this.layers = IntStream.range(0, layers)
        .mapToObj(i -> LayerTape.of(memory, capacity, H, kept))
        .toList();
    outputs = memory.tensor(capacity.rows(), O);
  }

  /** From the lowest to the highest. */
  public List<LayerTape> layers() {
    return layers;
  }

  /** The layer that is read out. */
  public LayerTape top() {
    return layers.get(layers.size() - 1);
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

  static long bytes(Capacity capacity, int layers, int H, int O, LayerTape.Kept kept, int numberBytes) {
    return layers * LayerTape.bytes(capacity, H, kept, numberBytes)
        + numberBytes * Memory.size(capacity.rows(), O);
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
