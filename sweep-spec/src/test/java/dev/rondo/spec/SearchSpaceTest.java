package dev.rondo.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class SearchSpaceTest {
  private static final Domain.Form PLAIN = new Domain.Form(0, 0, false);

  /** Points by nested loops, first child outermost: what the mixed radix must give, index for index. */
  private static List<Map<String, String>> enumerate(SearchSpace.Node node) {
    List<Map<String, String>> points = new ArrayList<>();
    if (node instanceof SearchSpace.Leaf leaf) {
      for (long i = 0; i < leaf.domain().size(); i++) {
        points.add(Map.of(leaf.path(), leaf.domain().at(i)));
      }
    } else if (node instanceof SearchSpace.Fork fork) {
      fork.options().forEach(option -> points.addAll(enumerate(option)));
    } else {
      points.add(Map.of());
      for (SearchSpace.Node child : ((SearchSpace.Group) node).children()) {
        List<Map<String, String>> wider = new ArrayList<>();
        List<Map<String, String>> inner = enumerate(child);
        for (Map<String, String> point : points) {
          for (Map<String, String> more : inner) {
            Map<String, String> joined = new TreeMap<>(point);
            joined.putAll(more);
            wider.add(joined);
          }
        }
        points.clear();
        points.addAll(wider);
      }
    }
    return points;
  }

  private static SearchSpace.Group randomGroup(Random random, String prefix, int depth) {
    List<SearchSpace.Node> nodes = new ArrayList<>();
    int width = 1 + random.nextInt(3);
    for (int i = 0; i < width; i++) {
      String path = prefix + (char) ('a' + i);
      if (depth > 0 && random.nextInt(3) == 0) {
        List<SearchSpace.Group> options = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int k = 0; k < count; k++) {
          List<SearchSpace.Node> option = new ArrayList<>();
          option.add(new SearchSpace.Leaf(path + ".kind", new Domain.Fixed("k" + k)));
          option.addAll(randomGroup(random, path + ".", depth - 1).children());
          options.add(new SearchSpace.Group(option));
        }
        nodes.add(new SearchSpace.Fork(path, options));
      } else {
        nodes.add(new SearchSpace.Leaf(path, randomDomain(random)));
      }
    }
    return new SearchSpace.Group(nodes);
  }

  private static Domain randomDomain(Random random) {
    int n = 2 + random.nextInt(3);
    return switch (random.nextInt(5)) {
      case 0 -> new Domain.Fixed("f");
      case 1 -> new Domain.Choice(List.of("x", "y", "z").subList(0, Math.min(3, n)));
      case 2 -> new Domain.IntRange(5, 4 + n, new Domain.Form(0, 0, true));
      case 3 -> new Domain.Uniform(0, 1, new Domain.Form(n, 0, false));
      default -> new Domain.LogUniform(1e-3, 1, new Domain.Form(n, 0, false));
    };
  }

  @Test
  void gridIndicesAndPointsAreOneToOne() {
    Random random = new Random(1);
    int conditional = 0;
    int tried = 0;
    while (tried < 200) {
      SearchSpace.Group root = randomGroup(random, "", 2);
      SearchSpace space = new SearchSpace(root);
      if (space.gridSize().compareTo(BigInteger.valueOf(500)) > 0) {
        continue;
      }
      tried++;
      List<Map<String, String>> expected = enumerate(root);
      assertEquals(BigInteger.valueOf(expected.size()), space.gridSize());
      HashSet<Map<String, String>> seen = new HashSet<>();
      for (int i = 0; i < expected.size(); i++) {
        SortedMap<String, String> point = space.gridPoint(i);
        assertEquals(expected.get(i), point);
        assertTrue(seen.add(point), "point " + i + " came before");
      }
      assertThrows(IndexOutOfBoundsException.class, () -> space.gridPoint(expected.size()));
      assertThrows(IndexOutOfBoundsException.class, () -> space.gridPoint(-1));
      conditional += root.children().stream().anyMatch(SearchSpace.Fork.class::isInstance) ? 1 : 0;
    }
    assertTrue(conditional > 50, "the random spaces have conditional parts: " + conditional);
  }

  @Test
  void aGridOfAnySizeIsMadePointByPoint() {
    List<SearchSpace.Node> digits = new ArrayList<>();
    for (int i = 0; i < 18; i++) {
      digits.add(new SearchSpace.Leaf("d" + (char) ('a' + i), new Domain.IntRange(0, 9, new Domain.Form(0, 0, true))));
    }
    SearchSpace space = new SearchSpace(new SearchSpace.Group(digits));
    assertEquals(BigInteger.TEN.pow(18), space.gridSize());
    for (long index : new long[] {0, 7, 123_456_789_012_345_678L, 999_999_999_999_999_999L}) {
      assertEquals(String.format(Locale.ROOT, "%018d", index), String.join("", space.gridPoint(index).values()));
    }
  }

  @Test
  void tiesTakeTheOthersValue() {
    SearchSpace space = Specs.of(
        """
        init.recurrent.sigma { log-uniform = [1e-4, 1], steps = 5 }
        init.input.sigma { same = init.recurrent.sigma }
        perturbation { choice = [
          { kind = none }
          { kind = gaussian, std { same = init.input.sigma } }
        ] }
        """).variants().get(0).space();
    assertEquals(BigInteger.valueOf(10), space.gridSize(), "ties add no points");
    for (int i = 0; i < 10; i++) {
      for (SortedMap<String, String> values : List.of(space.gridPoint(i), space.draw(1, "v", i))) {
        String sigma = values.get("init.recurrent.sigma");
        assertEquals(sigma, values.get("init.input.sigma"));
        assertEquals(values.get("perturbation.kind").equals("gaussian") ? sigma : null, values.get("perturbation.std"));
      }
    }
    assertEquals("same as init.recurrent.sigma", space.swept().get(0).domain());
  }

  @Test
  void drawsAreWhatTheyHaveAlwaysBeen() {
    SearchSpace space = Specs.of(
        """
        init.input.sigma { log-uniform = [1e-4, 1e-1] }
        init.recurrent.sigma { uniform = [0.5, 2], round-to = 0.01 }
        model.hidden { int = [10, 500] }
        train.batch { choice = [27, 81, 243] }
        optimizer { choice = [{ kind = sgd }, { kind = rmsprop, momentum { uniform = [0.5, 0.99] } }] }
        """).variants().get(0).space();
    List<String> lines = new ArrayList<>();
    for (long index : new long[] {0, 1, 1_000_000_007}) {
      SortedMap<String, String> v = space.draw(1, "plain", index);
      lines.add(String.join(" ", v.get("init.input.sigma"), v.get("init.recurrent.sigma"), v.get("model.hidden"),
          v.get("train.batch"), v.get("optimizer.kind"), String.valueOf(v.get("optimizer.momentum"))));
    }
    assertEquals(
        List.of(
            "0.011879719828579615 1.99 249 81 rmsprop 0.5786274472067366",
            "0.04001985213730949 0.87 325 81 rmsprop 0.9748609151332857",
            "1.1159285453399802E-4 1.76 77 243 rmsprop 0.673793536720379"),
        lines);
  }

  private static double[] draws(SearchSpace space, long seed, String variant, long from, int count, String path) {
    double[] draws = new double[count];
    for (int i = 0; i < count; i++) {
      draws[i] = Double.parseDouble(space.draw(seed, variant, from + i).get(path));
    }
    return draws;
  }

  private static double correlation(double[] a, double[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - 0.5) * (b[i] - 0.5);
      aa += (a[i] - 0.5) * (a[i] - 0.5);
      bb += (b[i] - 0.5) * (b[i] - 0.5);
    }
    return ab / Math.sqrt(aa * bb);
  }

  @Test
  void drawsOfOneRangeAtTwoPathsVariantsSeedsOrIndicesAreUncorrelated() {
    int count = 10_000;
    Domain range = new Domain.Uniform(0, 1, PLAIN);
    SearchSpace space = new SearchSpace(
        new SearchSpace.Group(List.of(new SearchSpace.Leaf("a", range), new SearchSpace.Leaf("b", range))));
    double[] a = draws(space, 1, "v", 0, count, "a");
    // Of independent draws, 1 in 16,000 pairs would be further from 0 than four standard deviations.
    double bound = 4 / Math.sqrt(count);
    assertEquals(0, correlation(a, draws(space, 1, "v", 0, count, "b")), bound, "paths");
    assertEquals(0, correlation(a, draws(space, 1, "w", 0, count, "a")), bound, "variants");
    assertEquals(0, correlation(a, draws(space, 2, "v", 0, count, "a")), bound, "seeds");
    assertEquals(0, correlation(a, draws(space, 1, "v", 1, count, "a")), bound, "neighbours");
    assertEquals(1, correlation(a, draws(space, 1, "v", 0, count, "a")), 1e-12, "the same");
  }

  private static double chiSquare(int[] counts) {
    double expected = Arrays.stream(counts).sum() / (double) counts.length;
    double sum = 0;
    for (int count : counts) {
      sum += (count - expected) * (count - expected) / expected;
    }
    return sum;
  }

  @Test
  void drawsAreEvenlySpread() {
    int count = 10_000;
    SearchSpace space = new SearchSpace(new SearchSpace.Group(List.of(
        new SearchSpace.Leaf("choice", new Domain.Choice(List.of("0", "1", "2"))),
        new SearchSpace.Leaf("int", new Domain.IntRange(0, 19, new Domain.Form(0, 0, true))),
        new SearchSpace.Leaf("log", new Domain.LogUniform(1e-3, 1e3, PLAIN)),
        new SearchSpace.Leaf("uniform", new Domain.Uniform(0, 1, PLAIN)))));
    Map<String, int[]> bins =
        Map.of("choice", new int[3], "int", new int[20], "log", new int[20], "uniform", new int[20]);
    for (int i = 0; i < count; i++) {
      SortedMap<String, String> point = space.draw(1, "v", i);
      bins.get("choice")[Integer.parseInt(point.get("choice"))]++;
      bins.get("int")[Integer.parseInt(point.get("int"))]++;
      bins.get("log")[(int) ((Math.log10(Double.parseDouble(point.get("log"))) + 3) / 6 * 20)]++;
      bins.get("uniform")[(int) (Double.parseDouble(point.get("uniform")) * 20)]++;
    }
    // The 99.9 % points of the chi-square distribution with 2 and 19 degrees of freedom.
    bins.forEach((path, counts) ->
        assertTrue(chiSquare(counts) < (counts.length == 3 ? 13.82 : 43.82), path + ": " + chiSquare(counts)));
  }

  @Test
  void aFurtherHyperparameterChangesNoOtherDraw() {
    String before = "train.batch { int = [1, 1000000] }\noptimizer { choice = [{ kind = sgd }, { kind = rmsprop }] }\n";
    String after = before + "init.input.sigma { uniform = [0.1, 1] }\nmodel.hidden { int = [1, 9] }\n"
        + "variants { default {}, other {} }";
    SweepSpec narrow = Specs.of(before);
    SweepSpec wide = Specs.of(after);
    for (int i = 0; i < 100; i++) {
      SortedMap<String, String> a = narrow.variants().get(0).space().draw(1, "default", i);
      SortedMap<String, String> b = wide.variants().get(0).space().draw(1, "default", i);
      assertEquals(a.get("train.batch"), b.get("train.batch"));
      assertEquals(a.get("optimizer.kind"), b.get("optimizer.kind"));
    }
    assertNotEquals(
        wide.variants().get(0).space().draw(1, "default", 0).get("train.batch"),
        wide.variants().get(1).space().draw(1, "other", 0).get("train.batch"));
  }
}
