package dev.rondo.core.model;

import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;

/**
 * What happened in one layer while a batch went through it.
 *
 * @param states [(T + 1) B, H]: block 0 is the initial state, block t + 1 the state after step t
 * @param slopes [T B, H], slopes of the loss: first by the hidden states, and after the cell's backward pass whatever it leaves
 * @param initialSlopes [B, H], the slopes by the initial state, which the cell's backward pass sets; null when nobody asks
 * @param stateSlopes [T B, H], the slopes by the state after each step, whatever way they come, which the backward pass of a cell
 *     sets that {@link dev.rondo.core.cell.Cell#handsBackStateSlopes hands them back}; null when nobody asks
 */
public record LayerTape(Tensor states, Tensor slopes, Tensor initialSlopes, Tensor stateSlopes) {
  /** Which slopes by states the tape keeps beside those that the cell works on. */
  enum Kept {
    NONE,
    INITIAL,
    ALL
  }

  static LayerTape of(Memory memory, Tape.Capacity capacity, int H, Kept kept) {
    return new LayerTape(
        memory.tensor(capacity.rows() + capacity.batch(), H), memory.tensor(capacity.rows(), H),
        kept == Kept.NONE ? null : memory.tensor(capacity.batch(), H),
        kept == Kept.ALL ? memory.tensor(capacity.rows(), H) : null);
  }

  static long bytes(Tape.Capacity capacity, int H, Kept kept, int numberBytes) {
    long rows = (kept == Kept.ALL ? 3L : 2L) * capacity.rows() + (kept == Kept.NONE ? 1L : 2L) * capacity.batch();
    return numberBytes * Memory.size(rows, H);
  }

  /** Keeps n slopes from {@code at} on, which are complete now, when anybody asks for them. */
  public void keepSlopes(int at, int n) {
    if (stateSlopes != null) {
      stateSlopes.copyFrom(at, slopes, at, n);
    }
  }
}
