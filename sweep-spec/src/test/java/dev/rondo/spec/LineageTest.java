package dev.rondo.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class LineageTest {
  private static final TrialConfig FIRST = trial(7, Map.of("a.rate", "0.1", "a.momentum", "0.5", "model.hidden", "20"));

  private static TrialConfig trial(long seed, Map<String, String> values) {
    return new TrialConfig("sweep", "plain", 0, seed, new TreeMap<>(values));
  }

  private static TrialConfig child(TrialConfig parent, int epoch, long seed, String rate, String momentum) {
    return trial(seed, Lineage.values(
        parent, epoch, new TreeMap<>(Map.of("a.rate", rate, "a.momentum", momentum, "model.hidden", "20"))));
  }

  @Test
  void allThatWentBeforeIsMadeAgainFromATrialAlone() {
    TrialConfig second = child(FIRST, 5, Long.MAX_VALUE, "0.2", "0.5");
    TrialConfig third = child(second, 10, 9, "0.2", "0.6");
    TrialConfig fourth = child(third, 15, 0, "0.1", "0.7");
    assertEquals(List.of(), Lineage.of(FIRST));
    List<Lineage> all = List.of(new Lineage(FIRST, 5), new Lineage(second, 10), new Lineage(third, 15));
    assertEquals(all, Lineage.of(fourth));
    assertEquals(all, Lineage.of(TrialConfig.fromJson(fourth.toJson())));
    assertEquals(third.id() + " 15", fourth.values().get(Lineage.PARENT) + " " + fourth.values().get(Lineage.EPOCH));
  }

  @Test
  void theIdHangsOnTheLineage() {
    assertNotEquals(child(FIRST, 5, 8, "0.1", "0.5").id(), child(FIRST, 6, 8, "0.1", "0.5").id());
    assertNotEquals(FIRST.id(), child(FIRST, 5, 7, "0.1", "0.5").id());
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() {
    TrialConfig good = child(FIRST, 5, 8, "0.2", "0.5");
    for (Map<String, String> wrong : List.of(
        Map.of(Lineage.PARENT, "0123456789abcdef"), Map.of(Lineage.EPOCH, "6"), Map.of("lineage.ancestors", "[{}]"),
        Map.of("lineage.ancestors", "["), Map.of("lineage.ancestors", "[3]"))) {
      Map<String, String> values = new TreeMap<>((Map<String, String>) good.values());
      values.putAll(wrong);
      assertThrows(IllegalArgumentException.class, () -> Lineage.of(trial(8, values)), wrong.toString());
    }
    assertThrows(IllegalArgumentException.class, () -> new Lineage(FIRST, 0));
    assertThrows(IllegalArgumentException.class, () -> Lineage.values(FIRST, 5, new TreeMap<>(Map.of("a.rate", "1"))));
  }
}
