package dev.rondo.core.bench;

import dev.rondo.spec.SpecException;
import java.io.IOException;
import java.util.Map;
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
 * One training step through time, and one evaluation, of every cell and every perturbation: 100 steps, 88 inputs. For
 * figures beside the rate of sgemm and beside PyTorch, use {@code rondo bench}; this is for comparing two states of the
 * engine.
 *
 * <pre>{@code
 * mvn -B -q -Pjmh -pl worker-core -am verify -DskipTests -Djmh="StepBenchmark"
 * mvn -B -q -Pjmh -pl worker-core -am verify -DskipTests -Djmh="StepBenchmark.step -p variant=noise-step -p batch=27"
 * }</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class StepBenchmark {
  @Param("elman")
  private String cell;

  @Param({
    "plain", "noise-step", "noise-sequence", "multiplicative-step", "multiplicative-sequence", "dropconnect-step",
    "dropconnect-sequence", "feedforward-step", "feedforward-sequence"
  })
  private String variant;

  @Param({"27", "81"})
  private int batch;

  @Param("200")
  private int hidden;

  private StepBench bench;

  @Setup(Level.Trial)
  public void build() throws IOException, SpecException {
    Shape shape = new Shape(batch, hidden, 100, 88, 0.05);
    bench = new StepBench(BenchConfigs.of(cell, Variant.of(variant), shape, Map.of()), shape);
  }

  @TearDown(Level.Trial)
  public void close() {
    bench.close();
  }

  @Benchmark
  public double step() {
    return bench.step();
  }

  @Benchmark
  public double evaluate() {
    return bench.evaluate();
  }
}
