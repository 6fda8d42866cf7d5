package dev.rondo.core.data.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The filter against brute force: the composer itself is led through every outcome of its dice, and conditional chances
 * are ratios of the probabilities of all pieces that begin alike.
 */
class ListenerTest {
  private static final List<Chord> DEGREES = List.of(new Chord(0, Chord.MAJOR), new Chord(7, Chord.MAJOR));
  private static final double[] FREE = {1, 1};
  private static final double[] CLOSE = {3, 1};
  private static final Harmony HARMONY = new Harmony(DEGREES, new double[][] {{1, 2}, {3, 1}},
      new double[][] {{2, 1}, {1, 4}, {1, 1}}, new double[][][] {{FREE, CLOSE}, {FREE, FREE}, {FREE, CLOSE}});

  /** Keys C and G, which share the chord G; two voicings a chord. */
  private static Grammar tiny(int beats, Form... forms) {
    List<Integer> tonics = List.of(0, 7);
    List<Range> ranges = List.of(new Range(50, 54), new Range(55, 59), new Range(59, 63), new Range(63, 67));
    Voicings voicings = new Voicings(ranges, Grammar.chords(tonics, HARMONY));
    return new Grammar(tonics, List.of(forms), beats, HARMONY, voicings, new Voicing(50, 55, 59, 64), 0.7, 0.6);
  }

  @Test
  void agreesWithBruteForceOverShortPhrases() {
    compare(tiny(1, new Form("AB", 0.2), new Form("ABA", 0.3), new Form("AAB", 0.4), new Form("AA", 0.1)), 13);
  }

  @Test
  void agreesWithBruteForceOverPhrasesOfTwoBeats() {
    compare(tiny(2, new Form("A", 0.25), new Form("AA", 0.75)), 7);
  }

  private static void compare(Grammar grammar, int every) {
    Map<List<Voicing>, Double> pieces = new LinkedHashMap<>();
    EveryOutcome dice = new EveryOutcome();
    Composer composer = new Composer(grammar);
    do {
      List<Voicing> piece = composer.compose(dice);
      pieces.merge(piece, dice.chance(), Double::sum);
    } while (dice.advance());
    assertEquals(1, pieces.values().stream().mapToDouble(p -> p).sum(), 1e-9);

    Map<List<Voicing>, Double> mass = new LinkedHashMap<>();
    pieces.forEach((piece, p) -> {
      for (int t = 1; t <= piece.size(); t++) {
        mass.merge(piece.subList(0, t), p, Double::sum);
      }
    });
    // The chance that a piece begins like this and goes on: what the next step's chances are relative to.
    Map<List<Voicing>, Double> goesOn = new LinkedHashMap<>();
    mass.forEach((prefix, p) -> goesOn.merge(prefix.subList(0, prefix.size() - 1), p, Double::sum));

    int piece = 0;
    for (List<Voicing> steps : pieces.keySet()) {
      if (piece++ % every == 0) {
        Listener listener = new Listener(grammar);
        for (int t = 0; t < steps.size(); t++) {
          check(listener.predict(), steps.subList(0, t), mass, goesOn);
          listener.hear(steps.get(t));
        }
      }
    }
  }

  private static void check(Prediction prediction, List<Voicing> prefix, Map<List<Voicing>, Double> mass,
      Map<List<Voicing>, Double> goesOn) {
    double sum = 0;
    List<Voicing> next = new ArrayList<>(prefix);
    next.add(null);
    for (Map.Entry<Voicing, Double> entry : prediction.chances().entrySet()) {
      next.set(prefix.size(), entry.getKey());
      double exact = mass.getOrDefault(next, 0.0) / goesOn.get(prefix);
      assertEquals(exact, entry.getValue(), 1e-10, () -> prefix + " then " + entry.getKey());
      sum += exact;
    }
    assertEquals(1, sum, 1e-9, "the filter leaves something out after " + prefix);
  }

  @Test
  void refusesWhatTheGrammarCannotProduce() {
    Grammar grammar = tiny(1, new Form("A", 1));
    Listener listener = new Listener(grammar);
    assertThrows(IllegalArgumentException.class, () -> listener.hear(new Voicing(50, 55, 60, 63)));
    Listener ended = new Listener(grammar);
    Voicing first = grammar.voicings().of(DEGREES.get(0)).get(0);
    ended.hear(first);
    ended.hear(first);
    assertTrue(assertThrows(IllegalArgumentException.class, ended::predict).getMessage().contains("2 steps"));
  }

  /** Dice that walk through all outcomes, depth first; each walk's chance is the product of its rolls' chances. */
  private static final class EveryOutcome implements Dice {
    private final List<Integer> choices = new ArrayList<>();
    private final List<double[]> options = new ArrayList<>();
    private int at;

    @Override
    public int roll(double[] chances) {
      if (at == choices.size()) {
        choices.add(nextPossible(chances, 0));
        options.add(chances);
      }
      return choices.get(at++);
    }

    double chance() {
      double p = 1;
      for (int i = 0; i < choices.size(); i++) {
        p *= options.get(i)[choices.get(i)];
      }
      return p;
    }

    /** Goes to the next walk; false when there is none. */
    boolean advance() {
      at = 0;
      while (!choices.isEmpty()) {
        int last = choices.size() - 1;
        int next = nextPossible(options.get(last), choices.get(last) + 1);
        if (next < options.get(last).length) {
          choices.set(last, next);
          return true;
        }
        choices.remove(last);
        options.remove(last);
      }
      return false;
    }

    private static int nextPossible(double[] chances, int from) {
      int i = from;
      while (i < chances.length && chances[i] == 0) {
        i++;
      }
      return i;
    }
  }
}
