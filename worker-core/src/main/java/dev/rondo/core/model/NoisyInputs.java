package dev.rondo.core.model;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.perturb.InputNoise;
import dev.rondo.core.random.RandomStream;

/** A copy of what goes into the lowest layer, with noise: see {@link InputNoise}. Slopes by the copy are those by the inputs. */
final class NoisyInputs {
  private final InputNoise noise;
  private final RandomStream stream;
  private final Kernels kernels;
  private final int width;
  private final Tensor values; // [T B, width]
  private final float[] draws; // [T B, width]

  NoisyInputs(InputNoise noise, RandomStream stream, int width, Tape.Capacity capacity, Kernels kernels, Memory memory) {
    this.noise = noise;
    this.stream = stream;
    this.kernels = kernels;
    this.width = width;
    values = memory.tensor(capacity.trainingRows(), width);
    draws = new float[Math.toIntExact(Memory.size(capacity.trainingRows(), width))];
  }

  static long bytes(int width, Tape.Capacity capacity, int numberBytes) {
    return (numberBytes + (long) Float.BYTES) * Memory.size(capacity.trainingRows(), width);
  }

  /** Rows of x with noise; the same epoch and batch give the same draws. */
  Inputs of(Inputs x, int rows, long epoch, long batch) {
    int n = rows * width;
    stream.at(epoch, batch).normals(0, (float) noise.sigma(), draws, 0, n);
    kernels.plus(x.values(), x.at(), draws, 0, values, 0, n);
    return new Inputs(values, 0, null);
  }
}
