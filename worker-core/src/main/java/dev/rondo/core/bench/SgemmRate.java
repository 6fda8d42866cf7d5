package dev.rondo.core.bench;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Kernels.Op;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.random.RandomStream;

/** The rate of large single-precision matrix products on one thread: the limit that a step is compared with. */
public final class SgemmRate implements AutoCloseable {
  /** Rows and columns of all three matrices. */
  public static final int SIZE = 1024;

  private static final int REPEATS = 9;

  private final Memory memory = new Memory(Precision.FLOAT32);
  private final Kernels kernels = Precision.FLOAT32.kernels();
  private final Tensor a = memory.tensor(SIZE, SIZE);
  private final Tensor b = memory.tensor(SIZE, SIZE);
  private final Tensor c = memory.tensor(SIZE, SIZE);

  public SgemmRate() {
    float[] numbers = new float[SIZE * SIZE];
    RandomStream stream = new RandomStream(1, "sgemm");
    stream.normals(0, 1, numbers, 0, numbers.length);
    a.put(0, numbers, numbers.length);
    stream.normals(0, 1, numbers, 0, numbers.length);
    b.put(0, numbers, numbers.length);
    multiply();
  }

  private void multiply() {
    kernels.gemm(Op.PLAIN, Op.PLAIN, SIZE, SIZE, SIZE, 1, a, 0, b, 0, 0, c, 0);
  }

  /**
   * GFLOP/s, medians.
   *
   * @param wall by the clock on the wall
   * @param cpu by the processor time of this thread; NaN where that is not known
   */
  public record Rate(double wall, double cpu) {
    /** The faster by each clock, so that a share of it never flatters. */
    public Rate max(Rate other) {
      return new Rate(Math.max(wall, other.wall), Math.max(cpu, other.cpu));
    }
  }

  /** The rate now. */
  public Rate measure() {
    double flops = 2.0 * SIZE * SIZE * SIZE;
    double[] wall = new double[REPEATS];
    double[] cpu = new double[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      Clock clock = Clock.start();
      multiply();
      wall[i] = flops / clock.wall() * 1e-9;
      cpu[i] = flops / clock.thread() * 1e-9;
    }
    return new Rate(Timing.median(wall), Timing.median(cpu));
  }

  @Override
  public void close() {
    memory.close();
  }
}
