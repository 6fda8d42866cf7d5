package dev.rondo.spec.strategy;

import dev.rondo.spec.TrialPlan;
import java.util.Optional;

/** The search within one variant; its trials are known by their positions, from 0. {@link SearchStrategy} says more. */
interface VariantSearch extends TrialPlan.Source {
  /** @param untilEpoch see {@link Segment#untilEpoch} */
  record Step(long position, int untilEpoch) {}

  Budget budget();

  Optional<Step> ask();

  /** Takes the end of a step that was asked for. */
  void tell(long position, Observation observation);

  /** Whether nothing more will be asked for, once all that was asked for has been told. */
  boolean finished();

  /** Whether the order of arrival decides, so that decisions are kept. */
  default boolean ordered() {
    return false;
  }

  /**
   * Takes a step that was decided earlier in place of an {@link #ask}.
   *
   * @return whether it can be taken now; false when what it follows from has not been told yet
   * @throws IllegalArgumentException when it can never be
   */
  default boolean retake(Step step) {
    throw new IllegalArgumentException("this strategy keeps no decisions");
  }
}
