package dev.rondo.core.task;

import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.nio.file.Path;

/**
 * The equation of Mackey and Glass (1977), dx/dt = 0.2 x(t - tau) / (1 + x(t - tau)^10) - 0.1 x(t), sampled once a unit of time.
 * It is chaotic from a delay of about 17 on. Each series has a constant past of its own, and is taken up when that is forgotten.
 *
 * @param tau delay, in steps
 */
record MackeyGlass(int length, int washout, int tau) implements Series {
  /** Steps of integration in one unit of time. */
  static final int FINE = 10;

  /** Units of time before the series is taken up. */
  private static final int FORGOTTEN = 500;

  static Task load(Params p, Path dataRoot) {
    return GeneratedTask.of(p, new MackeyGlass(p.integer("length"), p.integer("washout"), p.integer("tau")));
  }

  @Override
  public float[] values(RandomStream random) {
    double[] x = solution(tau, 0.5 + random.nextUnit(), FORGOTTEN + length, FINE);
    float[] values = new float[length];
    for (int t = 0; t < length; t++) {
      values[t] = (float) x[FORGOTTEN + t];
    }
    return values;
  }

  /**
   * The solution at times 0, 1, ..., by the classical Runge-Kutta method of fourth order. In the middle of a step, the delayed
   * value is that of the cubic polynomial through both ends with their slopes, which is of the same order.
   *
   * @param past x at all times up to 0
   * @param fine steps of integration in one unit of time
   */
  static double[] solution(int tau, double past, int units, int fine) {
    double h = 1.0 / fine;
    int delay = tau * fine;
    double[] x = new double[delay + (units - 1) * fine + 1]; // from time -tau on
    double[] slope = new double[x.length];
    for (int i = 0; i <= delay; i++) {
      x[i] = past;
    }
    for (int i = delay; i + 1 < x.length; i++) {
      int from = i - delay;
      double before = growth(x[from]);
      double after = growth(x[from + 1]);
      // At time 0 the slope jumps from 0, that of the past, to that of the solution, which is kept.
      double slopeAtEnd = from + 1 == delay ? 0 : slope[from + 1];
      double middle = growth((x[from] + x[from + 1]) / 2 + h / 8 * (slope[from] - slopeAtEnd));
      double k1 = before - 0.1 * x[i];
      slope[i] = k1;
      double k2 = middle - 0.1 * (x[i] + h / 2 * k1);
      double k3 = middle - 0.1 * (x[i] + h / 2 * k2);
      double k4 = after - 0.1 * (x[i] + h * k3);
      x[i + 1] = x[i] + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
    }
    double[] samples = new double[units];
    for (int t = 0; t < units; t++) {
      samples[t] = x[delay + t * fine];
    }
    return samples;
  }

  private static double growth(double delayed) {
    double square = delayed * delayed;
    double fourth = square * square;
    return 0.2 * delayed / (1 + fourth * fourth * square);
  }
}
