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

  /** Median rate now, GFLOP/s. */
  public double gflops() {
    double[] rates = new double[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      long started = System.nanoTime();
      multiply();
      rates[i] = 2.0 * SIZE * SIZE * SIZE / (System.nanoTime() - started);
    }
    return Timing.median(rates);
  }

  @Override
  public void close() {
    memory.close();
  }
}
