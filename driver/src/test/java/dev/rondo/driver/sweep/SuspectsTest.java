package dev.rondo.driver.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.driver.TestSweeps;
import dev.rondo.driver.sweep.Suspects.Verdict;
import dev.rondo.spec.TrialPlan;
import dev.rondo.spec.strategy.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuspectsTest {
  private static final int CORES = 16;

  private final TrialPlan plan = TestSweeps.spec(CORES).plan();

  private Segment segment(int index) {
    return Segment.whole(plan.get(index));
  }

  @Test
  void machineThatDiesOnceCondemnsNobody() {
    Suspects suspects = new Suspects(3);
    for (int i = 0; i < CORES; i++) {
      assertEquals(Verdict.AGAIN, suspects.lost(segment(i), false));
    }
    assertEquals(List.of(), suspects.next());
    assertFalse(suspects.apart());
  }

  @Test
  void trialThatIsByItselfInItsExecutorsIsCondemnedAtTheLimit() {
    Suspects suspects = new Suspects(3);
    assertEquals(Verdict.AGAIN, suspects.lost(segment(0), true));
    assertEquals(Verdict.APART, suspects.lost(segment(0), true));
    assertEquals(List.of(segment(0)), suspects.next());
    assertTrue(suspects.apart());
    assertEquals(Verdict.CONDEMNED, suspects.lost(segment(0), true));
    assertEquals(List.of(), suspects.next());
    assertFalse(suspects.apart());
    assertEquals(3, suspects.losses(segment(0).trial().id()));
    assertEquals(Verdict.CONDEMNED, new Suspects(1).lost(segment(1), true));
  }

  /** One executor of sixteen cores, in which two trials take all others with them whenever they run. */
  @ParameterizedTest
  @CsvSource({"1, 3, 3", "3, 0, 15", "3, 7, 8", "5, 2, 3"})
  void trialsBesideAKillerEndWell(int limit, int first, int second) {
    Suspects suspects = new Suspects(limit);
    Set<Integer> killers = new TreeSet<>(List.of(first, second));
    Set<Integer> left = new TreeSet<>();
    for (int i = 0; i < CORES; i++) {
      left.add(i);
    }
    Set<Integer> condemned = new TreeSet<>();
    List<Integer> running = new ArrayList<>(left);
    for (int round = 0; !left.isEmpty(); round++) {
      assertTrue(round < 40, "goes on for ever");
      List<Integer> again = new ArrayList<>();
      boolean alone = running.size() == 1;
      if (running.stream().noneMatch(killers::contains)) {
        left.removeAll(running);
      } else {
        for (int index : running) {
          Verdict verdict = suspects.lost(segment(index), alone);
          if (verdict == Verdict.AGAIN) {
            again.add(index);
          } else if (verdict == Verdict.CONDEMNED) {
            condemned.add(index);
            left.remove(index);
          }
        }
      }
      running = again;
      if (running.isEmpty()) {
        running = suspects.next().stream().map(s -> (int) s.trial().index()).toList();
      }
    }
    assertEquals(killers, condemned);
    assertEquals(List.of(), suspects.next());
  }
}
