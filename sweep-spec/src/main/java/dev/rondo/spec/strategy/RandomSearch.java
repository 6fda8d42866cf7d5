package dev.rondo.spec.strategy;

import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.TrialPlan;
import java.util.Optional;

/** Independent draws from the domains (Bergstra and Bengio 2012), variants taking turns. */
public final class RandomSearch implements SearchStrategy {
  private final SearchStrategy trials;

  public RandomSearch(SweepSpec spec) {
    trials = new PlannedTrials(TrialPlan.random(spec));
  }

  @Override
  public long planned() {
    return trials.planned();
  }

  @Override
  public Optional<TrialConfig> ask() {
    return trials.ask();
  }

  @Override
  public void tell(Observation observation) {
    trials.tell(observation);
  }
}
