package dev.rondo.spec.strategy;

import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.TrialPlan;
import java.util.Optional;

/** Every combination of the values of every domain, variants taking turns. */
public final class GridSearch implements SearchStrategy {
  private final SearchStrategy trials;

  public GridSearch(SweepSpec spec) {
    trials = new PlannedTrials(TrialPlan.grid(spec));
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
