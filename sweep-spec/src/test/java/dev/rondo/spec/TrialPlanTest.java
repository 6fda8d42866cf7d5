package dev.rondo.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class TrialPlanTest {
  private static SweepSpec spec(String search, List<Integer> sizes) {
    StringBuilder text = new StringBuilder("search.kind = " + search + "\nvariants {\n");
    for (int i = 0; i < sizes.size(); i++) {
      text.append("v").append(i).append(" { ");
      text.append(search.equals("grid") && sizes.get(i) > 1 ? "train.batch { int = [1, " + sizes.get(i) + "] }" : "");
      text.append(search.equals("random") ? "search.trials = " + sizes.get(i) : "").append(" }\n");
    }
    return Specs.of(text + "}");
  }

  /** Taking turns, done by hand. */
  private static List<String> turns(List<Integer> sizes) {
    List<String> order = new ArrayList<>();
    for (int round = 0; round < 100; round++) {
      for (int v = 0; v < sizes.size(); v++) {
        if (round < sizes.get(v)) {
          order.add("v" + v);
        }
      }
    }
    return order;
  }

  @Test
  void variantsTakeTurnsUntilTheyHaveNoneLeft() {
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      List<Integer> sizes = new ArrayList<>();
      int count = 1 + random.nextInt(5);
      for (int v = 0; v < count; v++) {
        sizes.add(1 + random.nextInt(9));
      }
      for (String search : List.of("grid", "random")) {
        SweepSpec spec = spec(search, sizes);
        TrialPlan plan = spec.plan();
        List<String> order = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (long index = 0; index < plan.size(); index++) {
          TrialConfig trial = plan.get(index);
          order.add(trial.variant());
          assertEquals(index, trial.index());
          assertEquals("try", trial.sweep());
          assertTrue(ids.add(trial.id()), "every trial has an id of its own");
        }
        assertEquals(turns(sizes), order, search + sizes);
        assertEquals(sizes.get(0).longValue(), plan.size(spec.variants().get(0)));
      }
    }
  }

  @Test
  void withinAVariantTheGridIsInItsOrder() {
    TrialPlan plan = spec("grid", List.of(2, 5)).plan();
    List<String> batches = new ArrayList<>();
    for (long i = 0; i < plan.size(); i++) {
      batches.add(plan.get(i).variant() + "=" + plan.get(i).values().get("train.batch"));
    }
    assertEquals(List.of("v0=1", "v1=1", "v0=2", "v1=2", "v1=3", "v1=4", "v1=5"), batches);
  }

  @Test
  void aGridOfATrillionPointsIsPlannedWithoutCounting() {
    SweepSpec spec = Specs.of(
        """
        search.kind = grid
        train { batch { int = [1, 100000] }, epochs { int = [1, 100000] } }
        init.input.connections { int = [1, 100000] }
        variants { small { train.batch = 1 }, large {} }
        """);
    TrialPlan plan = spec.plan();
    long small = 10_000_000_000L;
    long large = 1_000_000_000_000_000L;
    assertEquals(small + large, plan.size());
    assertEquals("large", plan.get(2 * small - 1).variant());
    assertEquals("large", plan.get(2 * small).variant());
    assertEquals("small", plan.get(2 * small - 2).variant());
    TrialConfig last = plan.get(plan.size() - 1);
    assertEquals("100000", last.values().get("train.batch"));
    assertEquals("100000", last.values().get("train.epochs"));
    assertThrows(IndexOutOfBoundsException.class, () -> plan.get(plan.size()));
    assertThrows(IndexOutOfBoundsException.class, () -> plan.get(-1));
  }

  @Test
  void aLongWalkThroughAGridKeepsNothing() {
    SweepSpec spec =
        Specs.of("search.kind = grid\ntrain { batch { int = [1, 100000] }, epochs { int = [1, 100000] } }");
    TrialPlan plan = spec.plan();
    Runtime runtime = Runtime.getRuntime();
    plan.get(0);
    System.gc();
    long before = runtime.totalMemory() - runtime.freeMemory();
    for (long i = 0; i < 20_000; i++) {
      plan.get(i * 499_999);
    }
    System.gc();
    long kept = runtime.totalMemory() - runtime.freeMemory() - before;
    // The trials alone, were they kept, would be some 20,000 times 1 kB.
    assertTrue(kept < 5_000_000, kept + " bytes");
  }

  @Test
  void seedsDifferAndStayWhatTheyWere() {
    SweepSpec spec = spec("random", List.of(1000, 1000));
    Set<Long> seeds = new HashSet<>();
    for (long i = 0; i < 2000; i++) {
      TrialConfig trial = spec.plan().get(i);
      assertTrue(trial.seed() >= 0);
      seeds.add(trial.seed());
    }
    assertEquals(2000, seeds.size());
    assertEquals(Seeds.of(1, "trial", Seeds.of(0, "v1"), 7) & Long.MAX_VALUE, spec.plan().get(15).seed());
    assertEquals(4315777765698633750L, spec.plan().get(0).seed());
  }

  @Test
  void theSweepsNameAndTheTrialsOfOthersDecideNothing() {
    SweepSpec few = spec("random", List.of(3));
    SweepSpec many = spec("random", List.of(30, 5));
    TreeMap<Integer, String> ids = new TreeMap<>();
    for (int i = 0; i < 3; i++) {
      ids.put(i, few.plan().get(i).id());
    }
    for (int i = 0; i < 3; i++) {
      assertEquals(ids.get(i), many.plan().get(2L * i).id(), "found again after the sweep grew");
    }
  }
}
