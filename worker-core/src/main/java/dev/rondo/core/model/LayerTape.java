package dev.rondo.core.model;

import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;

/**
 * What happened in one layer while a batch went through it.
 *
 * @param states [(T + 1) B, H]: block 0 is the initial state, block t + 1 the state after step t
 * @param slopes [T B, H], slopes of the loss: first by the hidden states, and after the cell's backward pass whatever it leaves
 * @param initialSlopes [B, H], the slopes by the initial state, which the cell's backward pass sets; null when nobody asks
 */
public record LayerTape(Tensor states, Tensor slopes, Tensor initialSlopes) {
  static LayerTape of(Memory memory, Tape.Capacity capacity, int H, boolean withInitialSlopes) {
    return new LayerTape(
        memory.tensor(capacity.rows() + capacity.batch(), H), memory.tensor(capacity.rows(), H),
        withInitialSlopes ? memory.tensor(capacity.batch(), H) : null);
  }

  static long bytes(Tape.Capacity capacity, int H, boolean withInitialSlopes, int numberBytes) {
    long rows = 2L * capacity.rows() + capacity.batch() + (withInitialSlopes ? capacity.batch() : 0);
    return numberBytes * (Memory.size(rows, H));
  }
}
