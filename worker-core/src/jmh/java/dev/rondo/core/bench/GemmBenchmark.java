package dev.rondo.core.bench;

import static dev.rondo.core.compute.Kernels.Op.PLAIN;
import static dev.rondo.core.compute.Kernels.Op.TRANSPOSED;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.random.RandomStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The matrix products of a recurrent layer: at one step forward and back, and the gradient of the recurrent weight over
 * 100 steps.
 *
 * <pre>{@code
 * mvn -B -q -Pjmh -pl worker-core -am verify -DskipTests -Djmh="GemmBenchmark"
 * }</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class GemmBenchmark {
  private static final int STEPS = 100;

  @Param({"27", "81"})
  private int batch;

  @Param("200")
  private int hidden;

  private Memory memory;
  private Kernels kernels;
  private Tensor states; // [T B, H]
  private Tensor slopes; // [T B, H]
  private Tensor weight; // [H, H]
  private Tensor gradient; // [H, H]
  private Tensor out; // [B, H]

  @Setup(Level.Trial)
  public void build() {
    memory = new Memory(Precision.FLOAT32);
    kernels = Precision.FLOAT32.kernels();
    RandomStream stream = new RandomStream(1, "gemm");
    states = normals(stream, STEPS * batch);
    slopes = normals(stream, STEPS * batch);
    weight = normals(stream, hidden);
    gradient = memory.tensor(hidden, hidden);
    out = memory.tensor(batch, hidden);
  }

  private Tensor normals(RandomStream stream, int rows) {
    float[] numbers = new float[rows * hidden];
    stream.normals(0, 1, numbers, 0, numbers.length);
    Tensor tensor = memory.tensor(rows, hidden);
    tensor.put(0, numbers, numbers.length);
    return tensor;
  }

  @TearDown(Level.Trial)
  public void close() {
    memory.close();
  }

  /** [B, H] [H, H]: forward. */
  @Benchmark
  public Tensor plain() {
    kernels.gemm(PLAIN, PLAIN, batch, hidden, hidden, 1, states, 0, weight, 0, 0, out, 0);
    return out;
  }

  /** [B, H] [H, H]': back. */
  @Benchmark
  public Tensor transposed() {
    kernels.gemm(PLAIN, TRANSPOSED, batch, hidden, hidden, 1, slopes, 0, weight, 0, 0, out, 0);
    return out;
  }

  /** [T B, H]' [T B, H]: the gradient. */
  @Benchmark
  public Tensor gradient() {
    kernels.gemm(TRANSPOSED, PLAIN, hidden, hidden, STEPS * batch, 1, states, 0, slopes, 0, 0, gradient, 0);
    return gradient;
  }
}
