package dev.rondo.spec.strategy;

import dev.rondo.spec.TrialConfig;
import java.util.Optional;

/**
 * Chooses the trials of a sweep. A strategy is deterministic: what it asks for follows from the spec and from what it
 * has been told, in that order, alone (no clock, no other source of random numbers). So a sweep is resumed by replaying
 * it: a new strategy is asked and told again, and trials whose results are there already are not run again. Not safe
 * for use by several threads.
 */
public interface SearchStrategy {
  /** {@link #planned()} of a strategy that does not know beforehand. */
  long UNKNOWN = -1;

  /** How many trials there will be in all, or {@link #UNKNOWN}. */
  long planned();

  /** The next trial to run; empty when there is none now: for good, once everything asked for has been told. */
  Optional<TrialConfig> ask();

  /**
   * Takes the end of a trial that was asked for.
   *
   * @throws IllegalArgumentException when it was not asked for
   */
  void tell(Observation observation);
}
