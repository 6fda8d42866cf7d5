package dev.rondo.driver.sweep;

import dev.rondo.driver.UserError;
import dev.rondo.driver.storage.TrialRow;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.strategy.Segment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where trials run. A backend runs each segment of a trial once, makes its row durable, and then hands the row out; a trial that fails is a
 * row as well. Not safe for use by several threads.
 */
public interface TrialBackend extends AutoCloseable {
  /** How many trials to keep in flight, so that no core waits for the driver. */
  int capacity();

  /**
   * Takes segments of trials: each goes on from its trial's newest checkpoint, or from the start, and ends with a row that
   * replaces the trial's row before. A trial that goes on from the weights of another comes before, or together with, the next
   * segment of that one.
   *
   * @param untilEpoch where the segments end, from 1; {@link Segment#TO_THE_END} for as long as the settings say
   */
  void submit(List<TrialConfig> trials, int untilEpoch);

  /**
   * The next row in the order of arrival; empty when none came in the given time.
   *
   * @throws UserError when rows cannot be written or the cluster is lost
   */
  Optional<TrialRow> poll(Duration patience) throws InterruptedException;

  /** Gives up what is in flight: running trials leave a checkpoint within seconds, or are lost back to the one before. */
  @Override
  void close();
}
