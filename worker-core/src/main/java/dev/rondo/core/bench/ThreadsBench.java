package dev.rondo.core.bench;

import dev.rondo.spec.TrialConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How the throughput of training grows with the number of trials that run at once, one thread each. */
public final class ThreadsBench {
  /**
   * What was measured, in turns: one trial alone, all at once, one alone, ...
   *
   * @param threads trials at once
   * @param one steps a second of one trial alone, median
   * @param all steps a second of all trials at once, together, median
   * @param gain median of the repeats' quotients of the two
   */
  public record Result(int threads, double one, double all, double gain) {}

  private ThreadsBench() {}

  /** @throws IllegalArgumentException when components do not fit together or are too large */
  public static Result run(TrialConfig config, Shape shape, int threads, double seconds, int repeats)
      throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<StepBench> trials = new ArrayList<>();
    try {
      for (int i = 0; i < threads; i++) {
        trials.add(new StepBench(config, shape));
      }
      rate(pool, trials, seconds);
      rate(pool, trials.subList(0, 1), seconds);
      double[] one = new double[repeats];
      double[] all = new double[repeats];
      double[] gain = new double[repeats];
      for (int i = 0; i < repeats; i++) {
        one[i] = rate(pool, trials.subList(0, 1), seconds);
        all[i] = rate(pool, trials, seconds);
        gain[i] = all[i] / one[i];
      }
      return new Result(threads, Timing.median(one), Timing.median(all), Timing.median(gain));
    } finally {
      pool.shutdown();
      trials.forEach(StepBench::close);
    }
  }

  /** Steps a second of these trials together, each measured while all of them run. */
  private static double rate(ExecutorService pool, List<StepBench> trials, double seconds) throws InterruptedException {
    CyclicBarrier start = new CyclicBarrier(trials.size());
    List<Callable<Double>> tasks = new ArrayList<>();
    for (StepBench trial : trials) {
      tasks.add(() -> {
        start.await();
        long started = System.nanoTime();
        double elapsed = 0;
        int steps = 0;
        double losses = 0;
        while (elapsed < seconds) {
          losses += trial.step();
          steps++;
          elapsed = (System.nanoTime() - started) * 1e-9;
        }
        if (Double.isNaN(losses)) {
          throw new IllegalStateException("the loss became NaN after " + steps + " steps");
        }
        return steps / elapsed;
      });
    }
    double sum = 0;
    try {
      for (Future<Double> rate : pool.invokeAll(tasks)) {
        sum += rate.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a trial failed: " + e.getCause().getMessage(), e);
    }
    return sum;
  }
}
