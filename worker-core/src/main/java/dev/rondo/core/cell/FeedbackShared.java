package dev.rondo.core.cell;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Tape;

/**
 * What the gates of all layers of a {@link GatedFeedbackCell} work with.
 *
 * @param states h*, those of all layers side by side, [(T + 1) B, L H]
 * @param slopes by them before each step as far as gates go, [T B, L H]
 * @param wide [L, L H], with ones where row i meets the columns of layer i: g times this is each g, H times
 */
record FeedbackShared(Tensor states, Tensor slopes, Tensor wide) {
  static FeedbackShared of(int L, int H, Tape.Capacity capacity, Kernels kernels, Memory memory) {
    Tensor wide = memory.tensor(L, L * H);
    for (int i = 0; i < L; i++) {
      kernels.fill(wide, i * (L + 1) * H, H, 1);
    }
    return new FeedbackShared(
        memory.tensor(capacity.rows() + capacity.batch(), L * H), memory.tensor(capacity.rows(), L * H), wide);
  }

  static long bytes(int L, int H, Tape.Capacity capacity, int numberBytes) {
    long width = (long) L * H;
    return numberBytes
        * (Memory.size((long) capacity.rows() + capacity.batch(), width) + Memory.size(capacity.rows(), width)
            + Memory.size(L, width));
  }
}
