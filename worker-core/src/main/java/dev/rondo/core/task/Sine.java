package dev.rondo.core.task;

import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.nio.file.Path;

/**
 * Sine waves of amplitude 1, each with a phase and a period of its own.
 *
 * @param shortest period, in steps
 * @param longest period; they are uniform in between
 */
record Sine(int length, int washout, double shortest, double longest) implements Series {
  static Task load(Params p, Path dataRoot) {
    double shortest = p.number("shortest-period");
    double longest = p.number("longest-period");
    if (shortest > longest) {
      throw new IllegalArgumentException("task.shortest-period = " + shortest + " is above task.longest-period = " + longest
          + "; it must be at most that");
    }
    return GeneratedTask.of(p, new Sine(p.integer("length"), p.integer("washout"), shortest, longest));
  }

  @Override
  public float[] values(RandomStream random) {
    double period = shortest + (longest - shortest) * random.nextUnit();
    double phase = random.nextUnit();
    float[] values = new float[length];
    for (int t = 0; t < length; t++) {
      values[t] = (float) StrictMath.sin(2 * StrictMath.PI * (t / period + phase));
    }
    return values;
  }
}
