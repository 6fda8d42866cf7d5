package dev.rondo.core.bench;

import dev.rondo.core.compute.Activation;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Loss;
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
 * Functions of one block [B, H] of states, and the Bernoulli loss of [B, 88] outputs.
 *
 * <pre>{@code
 * mvn -B -q -Pjmh -pl worker-core -am verify -DskipTests -Djmh="ElementwiseBenchmark"
 * }</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ElementwiseBenchmark {
  private static final int HIDDEN = 200;
  private static final int OUTPUTS = 88;

  @Param({"27", "81"})
  private int batch;

  private Memory memory;
  private Kernels kernels;
  private Tensor states; // [B, H]
  private Tensor zeros; // [B, H]
  private Tensor outputs; // [B, O]
  private Tensor targets; // [B, O]

  @Setup(Level.Trial)
  public void build() {
    memory = new Memory(Precision.FLOAT32);
    kernels = Precision.FLOAT32.kernels();
    states = memory.tensor(batch, HIDDEN);
    zeros = memory.tensor(batch, HIDDEN);
    outputs = memory.tensor(batch, OUTPUTS);
    targets = memory.tensor(batch, OUTPUTS);
    float[] numbers = new float[batch * HIDDEN];
    RandomStream stream = new RandomStream(1, "elementwise");
    stream.normals(0, 1, numbers, 0, numbers.length);
    states.put(0, numbers, states.size());
    outputs.put(0, numbers, outputs.size());
    stream.masks(0.05, 1, numbers, 0, numbers.length);
    targets.put(0, numbers, targets.size());
  }

  @TearDown(Level.Trial)
  public void close() {
    memory.close();
  }

  @Benchmark
  public Tensor tanh() {
    kernels.activate(Activation.TANH, states, 0, states.size());
    return states;
  }

  @Benchmark
  public Tensor logistic() {
    kernels.activate(Activation.LOGISTIC, states, 0, states.size());
    return states;
  }

  /** With values of zero the slope is one, so that what is multiplied again and again stays a normal number. */
  @Benchmark
  public Tensor tanhSlope() {
    kernels.timesSlope(Activation.TANH, zeros, 0, states, 0, states.size());
    return states;
  }

  @Benchmark
  public double bernoulliLoss() {
    return kernels.loss(Loss.BERNOULLI, batch, OUTPUTS, outputs, 0, targets, 0, null, false, 1);
  }

  @Benchmark
  public double bernoulliLossAndSlope() {
    return kernels.loss(Loss.BERNOULLI, batch, OUTPUTS, outputs, 0, targets, 0, null, true, 1);
  }
}
