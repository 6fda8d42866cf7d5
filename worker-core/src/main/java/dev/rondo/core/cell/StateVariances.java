package dev.rondo.core.cell;

import dev.rondo.core.compute.Tensor;

/** States that are normal: their means are on the tape, their variances here. */
interface StateVariances {
  /** Variances of the states, laid out as the tape's states. */
  Tensor variances();

  /** Where the readout puts the slopes by them, laid out as the tape's slopes. */
  Tensor varianceSlopes();
}
