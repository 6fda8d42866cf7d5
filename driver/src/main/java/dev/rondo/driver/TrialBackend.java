package dev.rondo.driver;

import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.strategy.Segment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where trials run. A backend runs each trial once, makes its row durable, and then hands the row out; a trial that fails is a
 * row as well. Not safe for use by several threads.
 */
public interface TrialBackend extends AutoCloseable {
  /** How many trials to keep in flight, so that no core waits for the driver. */
  int capacity();

  /**
   * Takes segments of trials: each goes on from where its trial stands, and ends with a row that replaces the trial's row before.
   * A trial that could go on has status {@code stopped}.
   *
   * @param untilEpoch where the segments end, from 1; {@link Segment#TO_THE_END} for as long as the settings say
   * @throws UserError when the backend cannot pause a trial
   */
  void submit(List<TrialConfig> trials, int untilEpoch);

  /** For a backend that runs whole trials only. */
  static void requireWhole(int untilEpoch) {
    if (untilEpoch != Segment.TO_THE_END) {
      throw UserError.usage(
          "search.kind: this search pauses trials (the first at epoch " + untilEpoch + ") and lets the best go on, but trials can"
              + " only run to their end here; take a search that runs whole trials, such as random, halton or tpe");
    }
  }

  /**
   * The next row in the order of arrival; empty when none came in the given time.
   *
   * @throws UserError when rows cannot be written or the cluster is lost
   */
  Optional<TrialRow> poll(Duration patience) throws InterruptedException;

  /** Gives up what is in flight. */
  @Override
  void close();
}
