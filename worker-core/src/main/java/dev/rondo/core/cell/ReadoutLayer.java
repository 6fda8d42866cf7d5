package dev.rondo.core.cell;

import dev.rondo.core.model.Tape;

/**
 * From hidden states [T B, H] to outputs before their nonlinearity [T B, O], and back. Its parameters are those of
 * {@link #WEIGHT} and {@link #BIAS}, whatever its kind; {@link Cell#readout} says which kind suits a cell.
 */
public interface ReadoutLayer {
  /** Name of the weight, [H, O]. */
  String WEIGHT = "output";

  /** Name of the bias, [1, O]. */
  String BIAS = "output-bias";

  /** Receives what it works with, once, after its cell did. */
  void bind(Cell.Site site);

  /** Fills the tape's outputs from its states. */
  void forward(int T, int B);

  /** Turns the tape's slopes by the outputs into the gradients of the layer's parameters and the tape's slopes by the states. */
  void backward(int T, int B);

  /** Bytes that it holds beside parameters, tape and the {@link dev.rondo.core.model.Weight}s. */
  default long bytes(Tape.Capacity capacity, int H, int O, int numberBytes) {
    return 0;
  }
}
