package dev.rondo.core.data.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.data.BinarySequence;
import dev.rondo.core.data.SequenceSet;
import dev.rondo.core.data.SequenceSet.Example;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class SyntheticChoralesTest {
  private static final int KEYS = 88;
  private static final Grammar GRAMMAR = Grammar.standard();
  private static final SyntheticChorales CHORALES = SyntheticChorales.generate();
  private static final SequenceSet SET = CHORALES.set();

  @Test
  void isTheSameBitsOnEveryMachine() {
    assertEquals("bb31e161fc6cf980630025a1b34bfa3bcd81755ba7963625880a515e225c8cc8", SET.hash());
    assertEquals(SET.hash(), SyntheticChorales.generate().set().hash());
    assertEquals(1.392358008406948, CHORALES.jointFloor());
    assertEquals(3.1598149078671733, CHORALES.independentFloor());
    assertEquals(CHORALES.independentFloor(), SET.floor().getAsDouble());
  }

  @Test
  void hasFourVoicesInForms() {
    assertEquals(List.of(160, 50, 50), List.of(SET.train().size(), SET.valid().size(), SET.test().size()));
    for (Example example : SET.train()) {
      BinarySequence roll = (BinarySequence) example.inputs();
      assertNull(example.targets());
      assertTrue(List.of(48, 64, 80).contains(roll.steps()));
      assertEquals(4 * roll.steps(), roll.ones().length);
      for (int t = 0; t < roll.steps(); t++) {
        for (int k = roll.starts()[t] + 1; k < roll.starts()[t + 1]; k++) {
          assertTrue(roll.ones()[k - 1] < roll.ones()[k]);
        }
      }
    }
  }

  /** The exact predictions, used as a model, reach the floors: the loss is off by no more than chance allows. */
  @Test
  void theExactPredictionsReachTheFloors() {
    double joint = 0;
    double independent = 0;
    double jointSquares = 0;
    double independentSquares = 0;
    int steps = 0;
    for (List<Voicing> piece : SyntheticChorales.pieces(GRAMMAR, "more", 200)) {
      List<Prediction> predictions = SyntheticChorales.predictions(GRAMMAR, piece);
      for (int t = 1; t < piece.size(); t++) {
        Prediction prediction = predictions.get(t - 1);
        double surprise = -Math.log(prediction.chances().get(piece.get(t))) - prediction.entropy();
        double surpriseOfKeys = loss(prediction.marginals(KEYS), piece.get(t)) - prediction.independentEntropy(KEYS);
        joint += surprise;
        jointSquares += surprise * surprise;
        independent += surpriseOfKeys;
        independentSquares += surpriseOfKeys * surpriseOfKeys;
        steps++;
      }
    }
    // Loss minus entropy is a martingale difference, so its sum has the summed squares as variance.
    assertTrue(Math.abs(joint) < 4 * Math.sqrt(jointSquares), joint / steps + " nats a step off");
    assertTrue(Math.abs(independent) < 4 * Math.sqrt(independentSquares), independent / steps + " nats a step off");
    assertTrue(4 * Math.sqrt(independentSquares) / steps < 0.15, "the test is too coarse to see anything");
  }

  @Test
  void whateverDeviatesFromTheExactPredictionsIsWorse() {
    double[] frequencies = frequencies();
    double best = loss(p -> p, frequencies, 0);
    assertTrue(best < loss(p -> sharpen(p, 0.8), frequencies, 0));
    assertTrue(best < loss(p -> sharpen(p, 1.25), frequencies, 0));
    assertTrue(best < loss(p -> p, frequencies, 0.05));
    assertTrue(best < loss(p -> p * 0.9, frequencies, 0));
    assertTrue(best < loss(p -> Math.min(0.9999, p * 1.1 + 1e-3), frequencies, 0));
  }

  /** There is much to learn: about 11.1 nats by frequencies, 8.7 by each key's own past, 3.2 at best. */
  @Test
  void leavesAModelMuchToLearn() {
    double[] frequencies = frequencies();
    double byFrequency = loss(p -> p, frequencies, 1);
    double byOwnPast = ownPastLoss();
    assertEquals(11.056, byFrequency, 0.01);
    assertEquals(8.738, byOwnPast, 0.01);
    assertTrue(CHORALES.independentFloor() < byOwnPast - 4);
    assertTrue(CHORALES.jointFloor() < CHORALES.independentFloor());
  }

  @Test
  void returningPhrasesAreWorthRemembering() {
    // Phrase 2 of AABA returns almost wholly; phrase 3 is new.
    double returning = 0;
    double fresh = 0;
    int count = 0;
    for (List<Voicing> piece : SyntheticChorales.pieces(GRAMMAR, "more", 200)) {
      boolean aaba = piece.size() == 64 && same(piece, 0, 16) > 10 && same(piece, 0, 32) < 8;
      if (aaba) {
        List<Prediction> predictions = SyntheticChorales.predictions(GRAMMAR, piece);
        for (int t = 4; t < 16; t++) {
          returning += predictions.get(16 + t - 1).independentEntropy(KEYS);
          fresh += predictions.get(32 + t - 1).independentEntropy(KEYS);
        }
        count++;
      }
    }
    assertTrue(count > 20);
    assertTrue(returning < 0.6 * fresh, returning / count / 12 + " against " + fresh / count / 12);
  }

  private static int same(List<Voicing> piece, int from, int other) {
    int same = 0;
    for (int t = 0; t < 16; t++) {
      same += piece.get(from + t).equals(piece.get(other + t)) ? 1 : 0;
    }
    return same;
  }

  /** Mean test loss of the exact marginals bent by {@code bend} and mixed with the frequencies by {@code share}. */
  private static double loss(DoubleUnaryOperator bend, double[] frequencies, double share) {
    double sum = 0;
    int steps = 0;
    for (List<Voicing> piece : SyntheticChorales.pieces(GRAMMAR, "test", 50)) {
      List<Prediction> predictions = SyntheticChorales.predictions(GRAMMAR, piece);
      for (int t = 1; t < piece.size(); t++) {
        double[] p = predictions.get(t - 1).marginals(KEYS);
        for (int k = 0; k < KEYS; k++) {
          p[k] = (1 - share) * bend.applyAsDouble(Math.min(1, p[k])) + share * frequencies[k];
        }
        sum += loss(p, piece.get(t));
        steps++;
      }
    }
    return sum / steps;
  }

  private static double loss(double[] on, Voicing voicing) {
    double sum = 0;
    for (int k = 0; k < KEYS; k++) {
      boolean sounds = false;
      for (int voice = 0; voice < Voicing.VOICES; voice++) {
        sounds |= voicing.note(voice) == k + 21;
      }
      sum -= sounds ? Math.log(on[k]) : Math.log1p(-Math.min(on[k], 1));
    }
    return sum;
  }

  private static double sharpen(double p, double power) {
    double yes = Math.pow(p, power);
    return yes / (yes + Math.pow(1 - p, power));
  }

  /** How often each key is on in the training set, half a note and half a rest added. */
  private static double[] frequencies() {
    double[] on = new double[KEYS];
    int steps = 0;
    for (Example example : SET.train()) {
      for (char key : ((BinarySequence) example.inputs()).ones()) {
        on[key]++;
      }
      steps += example.inputs().steps();
    }
    for (int k = 0; k < KEYS; k++) {
      on[k] = (on[k] + 0.5) / (steps + 1);
    }
    return on;
  }

  /** Mean test loss of P(key on | the same key one step before), estimated on the training set. */
  private static double ownPastLoss() {
    double[][][] counts = new double[KEYS][2][2];
    float[] last = new float[KEYS];
    float[] now = new float[KEYS];
    for (Example example : SET.train()) {
      for (int t = 1; t < example.inputs().steps(); t++) {
        example.inputs().copyStep(t - 1, last, 0);
        example.inputs().copyStep(t, now, 0);
        for (int k = 0; k < KEYS; k++) {
          counts[k][(int) last[k]][(int) now[k]]++;
        }
      }
    }
    double sum = 0;
    int steps = 0;
    for (Example example : SET.test()) {
      for (int t = 1; t < example.inputs().steps(); t++) {
        example.inputs().copyStep(t - 1, last, 0);
        example.inputs().copyStep(t, now, 0);
        for (int k = 0; k < KEYS; k++) {
          double[] seen = counts[k][(int) last[k]];
          sum -= Math.log((seen[(int) now[k]] + 0.5) / (seen[0] + seen[1] + 1));
        }
        steps++;
      }
    }
    return sum / steps;
  }
}
