package dev.rondo.spec.strategy;

import dev.rondo.spec.TrialPlan;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the trials of a sweep, and which of them go on. A strategy is asked for segments and told what came of each.
 * It is deterministic: what it asks for follows from the spec and from what it has been told alone (no clock, no other
 * source of random numbers), so that a sweep is resumed by replaying it: a new strategy is asked and told again, and
 * segments whose results are there already are not run again. All strategies but those that keep {@link #decisions} ask
 * for the same segments whatever the number of segments under way and the order in which they end. Not safe for use by
 * several threads.
 */
public interface SearchStrategy {
  /** The trials, as far as they are known; the plan learns those of later ones as they are asked for. */
  TrialPlan plan();

  /** What the search takes at most. */
  Budget budget();

  /**
   * The next segment to run; empty when there is nothing to do until more is told, or for good once {@link #finished}.
   * No segment comes twice, and no trial has two segments under way.
   */
  Optional<Segment> ask();

  /**
   * Takes the end of a segment that was asked for.
   *
   * @throws IllegalArgumentException when none of this trial is under way
   */
  void tell(Observation observation);

  /** Whether everything that was asked for has been told and nothing more will be asked for. */
  boolean finished();

  /**
   * For a strategy that decides by order of arrival: what was asked for so far, in that order, a line each. Whoever runs
   * the sweep keeps it before the segments are begun, and gives it to {@link #replay}. Empty for all others.
   */
  default List<String> decisions() {
    return List.of();
  }

  /**
   * Lets a new strategy ask first for what an earlier one asked for.
   *
   * @param decisions of the earlier one, or some of the first of them
   * @throws IllegalArgumentException when they are not decisions of this strategy
   */
  default void replay(List<String> decisions) {
    if (!decisions.isEmpty()) {
      throw new IllegalArgumentException("this strategy keeps no decisions");
    }
  }
}
