package dev.rondo.driver.storage;

import dev.rondo.driver.Json;
import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A file {@code running/TRIAL_ID.json} of a sweep's folder: a trial that some process is at, for {@code rondo status} and nothing
 * else. What a dead process left is deleted by the next driver.
 *
 * @param trial its id
 * @param index its position in the sweep's plan
 * @param executor as Spark names it; {@code driver} without executors of its own
 * @param since when it was begun or gone on with there
 * @param epoch the last whole epoch of this run; 0 when there is none yet
 * @param validLoss of that epoch, nats a step; null when there is none
 * @param heardAt when this was written
 */
public record RunningTrial(
    String trial, String variant, long index, String host, long pid, String executor, String since, int epoch,
    Double validLoss, String heardAt) {
  static final String FOLDER = "running";
  private static final String SUFFIX = ".json";
  /** Longer than a living process is ever silent. */
  private static final Duration SILENCE = Duration.ofMinutes(3);

  /** One of this process, now. */
  public static RunningTrial of(TrialConfig config, String executor, Instant since, int epoch, Double validLoss) {
    return new RunningTrial(
        config.id(), config.variant(), config.index(), SweepLock.hostName(), ProcessHandle.current().pid(), executor,
        since.toString(), epoch, validLoss, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** Whether nothing was heard of it for so long that its process may be gone. */
  public boolean silent(Instant now) {
    return Instant.parse(heardAt).plus(SILENCE).isBefore(now);
  }

  public void write(SweepFolder folder) throws IOException {
    folder.writeText(name(trial), Json.line(this) + "\n");
  }

  public static void delete(SweepFolder folder, String trial) throws IOException {
    folder.delete(name(trial));
  }

  /** Deletes all of a sweep that has ended. */
  public static void clear(SweepFolder folder) throws IOException {
    folder.delete(FOLDER);
  }

  /** All in a folder, by their place in the plan. */
  public static List<RunningTrial> in(SweepFolder folder) throws IOException {
    List<RunningTrial> trials = new ArrayList<>();
    for (String name : folder.list(FOLDER)) {
      String text = name.startsWith("_") || !name.endsWith(SUFFIX) ? null : folder.readText(FOLDER + "/" + name);
      if (text != null) {
        try {
          trials.add(Json.read(text, RunningTrial.class));
        } catch (IllegalArgumentException e) {
          continue; // of another version of Rondo
        }
      }
    }
    trials.sort(Comparator.comparingLong(RunningTrial::index).thenComparing(RunningTrial::trial));
    return trials;
  }

  private static String name(String trial) {
    return FOLDER + "/" + trial + SUFFIX;
  }
}
