package dev.rondo.spec.strategy;

import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.TrialPlan;
import java.util.Optional;

/** Walks through a plan that no result can change. */
final class PlannedTrials implements SearchStrategy {
  private final TrialPlan plan;
  private long next;

  PlannedTrials(TrialPlan plan) {
    this.plan = plan;
  }

  @Override
  public long planned() {
    return plan.size();
  }

  @Override
  public Optional<TrialConfig> ask() {
    return next < plan.size() ? Optional.of(plan.get(next++)) : Optional.empty();
  }

  @Override
  public void tell(Observation observation) {
    if (observation.index() >= next) {
      throw new IllegalArgumentException(
          "trial " + observation.index() + " was not asked for; asked for so far: " + next);
    }
  }
}
