package dev.rondo.driver.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.driver.storage.TrialRow;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class TrialsPerTaskTest {
  private final TrialsPerTask trialsPerTask = new TrialsPerTask();

  private void ended(int trials, double seconds) {
    for (int i = 0; i < trials; i++) {
      trialsPerTask.ended(new TrialRow(
          "id", "variant", "task", "data", "ok", 1, 1, 1, 1, 1, Collections.emptySortedMap(), Collections.emptySortedMap(), "", 0,
          seconds));
    }
  }

  @Test
  void oneUntilSomeHaveEnded() {
    assertEquals(1, trialsPerTask.get());
    ended(3, 1e-3);
    assertEquals(1, trialsPerTask.get());
    ended(1, 1e-3);
    assertEquals(250, trialsPerTask.get());
  }

  @Test
  void slowFirstTrialsOfAProcessDoNotHoldTheGroupsDown() {
    ended(2, 0.9);
    ended(5, 0.01);
    assertEquals(25, trialsPerTask.get());
  }

  @Test
  void longTrialsGoOneByOneAgain() {
    ended(40, 1e-3);
    ended(17, 0.3);
    assertEquals(1, trialsPerTask.get());
  }

  @Test
  void noMoreThanTheMostHoweverShort() {
    ended(4, 0);
    assertEquals(TrialsPerTask.MOST, trialsPerTask.get());
  }
}
