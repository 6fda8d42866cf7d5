package dev.rondo.core.cell;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.LayerTape;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.Tape;
import dev.rondo.core.model.Weight;
import java.util.Map;

/**
 * From hidden states [T B, H] to outputs before their nonlinearity [T B, O], and back. Its parameters are those of
 * {@link #WEIGHT} and {@link #BIAS}, whatever its kind; {@link Cell#readout} says which kind suits a cell.
 */
public interface ReadoutLayer {
  /** Name of the weight, [H, O]; [F, O] where the cell has another {@link Cell#readoutWidth}. */
  String WEIGHT = "output";

  /** Name of the bias, [1, O]. */
  String BIAS = "output-bias";

  /**
   * What a readout works with.
   *
   * @param weights that of {@link #WEIGHT}; empty for a cell that carries variances
   * @param tape of the layer that is read
   * @param outputs [T B, O], where it writes outputs and finds the slopes by them
   * @param capacity the largest batches
   * @param memory where it takes memory of its own, which {@link #bytes} counts
   */
  record Site(
      ParameterSet.Scope parameters, Map<String, Weight> weights, Kernels kernels, LayerTape tape, Tensor outputs,
      Tape.Capacity capacity, Memory memory, int H) {}

  /** Receives what it works with, once, after its cell did. */
  void bind(Site site);

  /** Fills the outputs from the tape's states. */
  void forward(int T, int B);

  /** The features [T B, F] of which the outputs of the last forward pass are a linear function; null when they are not. */
  default Inputs features(int B) {
    return null;
  }

  /** Turns the slopes by the outputs into the gradients of the layer's parameters and the tape's slopes by the states. */
  void backward(int T, int B);

  /** Bytes that it holds beside parameters, tape and the {@link Weight}s. */
  default long bytes(Tape.Capacity capacity, int H, int O, int numberBytes) {
    return 0;
  }
}
