package dev.rondo.driver;

import dev.rondo.spec.TrialConfig;
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

  void submit(List<TrialConfig> trials);

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
