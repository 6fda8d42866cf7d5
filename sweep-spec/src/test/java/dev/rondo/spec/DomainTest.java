package dev.rondo.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class DomainTest {
  private static final double LAST = Math.nextDown(1.0);

  private static Domain.Form form(int steps, double roundTo, boolean whole) {
    return new Domain.Form(steps, roundTo, whole);
  }

  private static List<String> grid(Domain domain) {
    return LongStream.range(0, domain.size()).mapToObj(domain::at).toList();
  }

  @Test
  void gridsHaveBothEndsAndRoundNumbersBetween() {
    assertEquals(
        List.of("0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1.0"),
        grid(new Domain.Uniform(0, 1, form(11, 0, false))));
    assertEquals(
        List.of("1.0E-4", "0.001", "0.01", "0.1", "1.0"), grid(new Domain.LogUniform(1e-4, 1, form(5, 0, false))));
    assertEquals(List.of("16", "32", "64", "128"), grid(new Domain.LogUniform(16, 128, form(4, 1, true))));
    assertEquals(List.of("-1", "0", "1", "2"), grid(new Domain.IntRange(-1, 2, form(0, 0, true))));
    assertEquals(List.of("1.0", "2.0"), grid(new Domain.IntRange(1, 2, form(0, 0, false))));
    assertEquals(Domain.CONTINUOUS, new Domain.Uniform(0, 1, form(0, 0, false)).size());
  }

  @Test
  void drawsStayInTheRangeAndReachItsEnds() {
    Domain choice = new Domain.Choice(List.of("a", "b", "c"));
    assertEquals("a", choice.draw(0));
    assertEquals("c", choice.draw(LAST));
    Domain ints = new Domain.IntRange(3, 5, form(0, 0, true));
    assertEquals(List.of("3", "4", "5"), List.of(ints.draw(0), ints.draw(0.5), ints.draw(LAST)));
    Domain log = new Domain.LogUniform(1e-4, 1e-2, form(0, 0, false));
    for (double u : new double[] {0, 1e-300, 0.5, LAST}) {
      double value = Double.parseDouble(log.draw(u));
      assertTrue(value >= 1e-4 && value <= 1e-2, () -> u + " gave " + value);
    }
    assertEquals(1e-3, Double.parseDouble(log.draw(0.5)), 1e-15);
  }

  @Test
  void roundedDrawsAreMultiplesWithinTheRange() {
    Domain rounded = new Domain.Uniform(0.06, 0.94, form(0, 0.05, false));
    assertEquals("0.1", rounded.draw(0), "0.05 would be nearer, but lies outside");
    assertEquals("0.9", rounded.draw(LAST), "0.95 would be nearer, but lies outside");
    assertEquals("0.15", new Domain.Uniform(0, 1, form(0, 0.01, false)).draw(0.1501), "not 0.15000000000000002");
    assertEquals("120", new Domain.Uniform(0, 1000, form(0, 10, true)).draw(0.1219));
  }

  @Test
  void impossibleDomainsCannotBeMade() {
    assertThrows(IllegalArgumentException.class, () -> new Domain.Choice(List.of()));
    assertThrows(IllegalArgumentException.class, () -> new Domain.IntRange(2, 2, form(0, 0, true)));
    assertThrows(IllegalArgumentException.class, () -> new Domain.Uniform(0, Double.NaN, form(0, 0, false)));
    assertThrows(IllegalArgumentException.class, () -> new Domain.Uniform(-1e308, 1e308, form(0, 0, false)));
    assertThrows(IllegalArgumentException.class, () -> new Domain.LogUniform(0, 1, form(0, 0, false)));
  }

  @Test
  void textsForPeople() {
    assertEquals("uniform [0.0, 1.0] in 3 steps rounded to 0.5", new Domain.Uniform(0, 1, form(3, 0.5, false)).text());
    assertEquals("log-uniform [16, 64] rounded to 1", new Domain.LogUniform(16, 64, form(0, 1, true)).text());
    assertEquals("int [1, 9]", new Domain.IntRange(1, 9, form(0, 0, true)).text());
    assertEquals("choice [a, b]", new Domain.Choice(List.of("a", "b")).text());
    assertEquals("same as x.y", new Domain.Same("x.y").text());
  }

  private static String scaled(Domain domain, String value, double factor) {
    for (double u = 0; u < 1; u += 1e-4) {
      if (domain.draw(u).equals(value)) {
        return domain.draw(domain.scaled(u, factor));
      }
    }
    throw new AssertionError(value + " is not in " + domain.text());
  }

  @Test
  void aStepMultipliesANumberAndMovesAChoice() {
    Domain uniform = new Domain.Uniform(-1, 1, form(0, 0, false));
    assertEquals(0.6, Double.parseDouble(uniform.draw(uniform.scaled(0.75, 1.2))), 1e-12);
    Domain log = new Domain.LogUniform(1e-4, 1, form(0, 0, false));
    assertEquals(0.008, Double.parseDouble(log.draw(log.scaled(0.5, 0.8))), 1e-12);
    assertEquals(1, Double.parseDouble(log.draw(log.scaled(Math.nextDown(1.0), 1.2))), 1e-12);
    assertEquals(1e-4, Double.parseDouble(log.draw(log.scaled(0, 0.8))), 1e-15);
    Domain whole = new Domain.IntRange(1, 10, form(0, 0, true));
    assertEquals("3", scaled(whole, "2", 1.2));
    assertEquals("1", scaled(whole, "2", 0.8));
    assertEquals("10", scaled(whole, "9", 1.2));
    assertEquals("1", scaled(whole, "1", 0.8));
    Domain choice = new Domain.Choice(List.of("a", "b", "b", "c"));
    assertEquals("b", scaled(choice, "a", 1.2));
    assertEquals("b", scaled(choice, "a", 0.8), "turns back at the end");
    assertEquals("c", scaled(choice, "b", 1.2));
    assertEquals("a", scaled(choice, "b", 0.8));
    assertEquals("b", scaled(choice, "c", 1.2));
    Domain one = new Domain.Choice(List.of("a", "a"));
    assertEquals("a", scaled(one, "a", 1.2));
  }
}
