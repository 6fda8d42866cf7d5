package dev.rondo.core.bench;

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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Drawing the noise of one recurrent weight [H, H], and the words it is made of.
 *
 * <pre>{@code
 * mvn -B -q -Pjmh -pl worker-core -am verify -DskipTests -Djmh="NoiseBenchmark"
 * }</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class NoiseBenchmark {
  @Param({"200", "600"})
  private int hidden;

  private RandomStream stream;
  private float[] draws; // [H, H]

  @Setup(Level.Trial)
  public void build() {
    stream = new RandomStream(1, "noise");
    draws = new float[hidden * hidden];
  }

  @Benchmark
  public float[] normals() {
    stream.normals(0f, 0.05f, draws, 0, draws.length);
    return draws;
  }

  @Benchmark
  public float[] masks() {
    stream.masks(0.5, 1f, draws, 0, draws.length);
    return draws;
  }

  @Benchmark
  public int words() {
    int sum = 0;
    for (int i = 0; i < draws.length; i++) {
      sum += stream.nextInt();
    }
    return sum;
  }
}
