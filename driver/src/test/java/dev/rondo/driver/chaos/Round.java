package dev.rondo.driver.chaos;

import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.storage.SweepFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** One sweep that is hit now and then and started again until it is done. */
final class Round {
  private static final int RESUMES_AT_MOST = 10;
  private static final int DELAY_MILLIS = 2_500;

  /** Who is killed. */
  enum Victim { DRIVER, EXECUTOR, WORKER }

  /** What there must be before a hit. */
  @FunctionalInterface
  interface Moment {
    boolean reached() throws IOException;
  }

  private final Cluster cluster;
  private final List<String> command;
  private final SweepFolder folder;
  private final Path log;
  private final RandomGenerator random;
  private final long start = System.nanoTime();
  private final List<String> story = new ArrayList<>();
  private Process driver;
  private int resumes;

  /** @param log of the driver */
  Round(Cluster cluster, List<String> command, SweepFolder folder, Path log, RandomGenerator random) {
    this.cluster = cluster;
    this.command = command;
    this.folder = folder;
    this.log = log;
    this.random = random;
  }

  /**
   * Plays it: one to three hits, each when a random number of trials has its row and a random time has passed after that.
   *
   * @param first who is killed first
   * @param trials of the sweep
   */
  void play(Victim first, int trials) throws IOException, InterruptedException {
    int[] rows = random.ints(1 + random.nextInt(3), 0, trials).sorted().toArray();
    Victim victim = first;
    driver = cluster.submit(command, log);
    for (int after : rows) {
      int delay = random.nextInt(DELAY_MILLIS);
      hit(victim, () -> TestSweeps.ended(folder) >= after, delay);
      victim = Victim.values()[random.nextInt(Victim.values().length)];
    }
    finish();
  }

  /** Plays it with one hit, of the driver. */
  void play(Moment moment) throws IOException, InterruptedException {
    driver = cluster.submit(command, log);
    hit(Victim.DRIVER, moment, 0);
    finish();
  }

  private void hit(Victim victim, Moment moment, int delayMillis) throws IOException, InterruptedException {
    while (!moment.reached() && running()) {
      Thread.sleep(20);
    }
    for (long end = System.nanoTime() + delayMillis * 1_000_000L; System.nanoTime() < end && running(); ) {
      Thread.sleep(5);
    }
    if (!running()) {
      return;
    }
    switch (victim) {
      case DRIVER -> driver.destroyForcibly().waitFor();
      case EXECUTOR -> {
        while (!cluster.killExecutor(random) && running()) {
          Thread.sleep(20);
        }
      }
      case WORKER -> cluster.killWorker(random);
    }
    tell(victim.name().toLowerCase(Locale.ROOT) + " killed", TestSweeps.ended(folder) + " rows");
  }

  /** Whether the driver is at work; one that ended before its time is started again. */
  private boolean running() throws IOException {
    if (driver.isAlive()) {
      return true;
    }
    if (driver.exitValue() == 0 || resumes == RESUMES_AT_MOST) {
      return false;
    }
    if (driver.exitValue() != 137) {
      tell("driver ended with status " + driver.exitValue(), "see " + log);
    }
    resumes++;
    driver = cluster.submit(command, log);
    return true;
  }

  private void finish() throws IOException, InterruptedException {
    while (running()) {
      driver.waitFor();
    }
  }

  private void tell(String what, String where) {
    story.add(String.format(Locale.ROOT, "%s at %.1f s (%s)", what, seconds(), where));
  }

  double seconds() {
    return (System.nanoTime() - start) * 1e-9;
  }

  /** What happened, for a person. */
  String story() {
    return (story.isEmpty() ? "nothing killed" : String.join(", ", story)) + "; resumed " + resumes + (resumes == 1 ? " time" : " times");
  }

  boolean hit() {
    return !story.isEmpty();
  }

  /** Whether the sweep was done in the end. */
  boolean done() {
    return driver.exitValue() == 0;
  }
}
