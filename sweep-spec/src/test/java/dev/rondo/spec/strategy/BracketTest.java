package dev.rondo.spec.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.spec.Goal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BracketTest {
  private static List<VariantSearch.Step> all(Bracket bracket) {
    List<VariantSearch.Step> steps = new ArrayList<>();
    for (Optional<VariantSearch.Step> step = bracket.ask(); step.isPresent(); step = bracket.ask()) {
      steps.add(step.get());
    }
    return steps;
  }

  private static Observation observation(int epoch, double loss, String status) {
    return new Observation("id", epoch, loss, loss, status);
  }

  /** It is the best of its rung and of the next, and has nothing to run there. */
  @Test
  void aTrialThatHasEndedWellHoldsItsPlaceAndIsNotAskedForAgain() {
    Bracket bracket = new Bracket(Goal.MINIMIZE, Rungs.of(4, 1, 2), 10, 4);
    assertEquals(4, all(bracket).size());
    bracket.tell(10, observation(1, 0.1, "ok"));
    for (int i = 1; i < 4; i++) {
      bracket.tell(10 + i, observation(1, i, Observation.PAUSED));
    }
    assertEquals(List.of(new VariantSearch.Step(11, 2)), all(bracket), "the two best go on, of which one has ended");
    assertFalse(bracket.finished());
    bracket.tell(11, observation(2, 0.5, Observation.PAUSED));
    assertEquals(List.of(), all(bracket), "the best one has ended, and no other takes its place");
    assertTrue(bracket.finished());
  }
}
