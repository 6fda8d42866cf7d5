package dev.rondo.core.data.synthetic;

import dev.rondo.core.data.BinarySequence;
import dev.rondo.core.data.ContentHash;
import dev.rondo.core.data.PianoRolls;
import dev.rondo.core.data.SequenceSet;
import dev.rondo.core.data.SequenceSet.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The built-in data set {@code synthetic-chorales}: four-part piano rolls, 88 keys A0..C8, of 48 to 80 steps, whose
 * phrases return in forms such as AABA. It needs no download, is the same bits on every machine, and its process is
 * known, so that the lowest loss any model can reach is known, too. See {@link Grammar} for the process.
 *
 * <p><b>The floors.</b> Both are averages over the predicted steps of the test set (all but each piece's first), in
 * nats a step, of entropies given everything heard so far (by {@link Listener}, exact):
 *
 * <ul>
 *   <li>{@link #jointFloor}: H(x[t+1] | x[1..t]). No model whatever has a lower expected loss.
 *   <li>{@link #independentFloor}: the sum over keys i of H(x[t+1,i] | x[1..t]). A model whose outputs are independent
 *       given the past, such as 88 logistic units, pays each key by itself; its expected cross-entropy is lowest when
 *       each output is P(key on | x[1..t]), and is then this. It is at least the joint floor, because the entropy of
 *       several variables is at most the sum of their entropies; the difference is what the keys tell about each other.
 * </ul>
 *
 * <p>A floor bounds the expected loss. On a finite test set the best model lands within sampling error of it, on either
 * side.
 */
public final class SyntheticChorales {
  /** The set's name. */
  public static final String NAME = "synthetic-chorales";

  private static final int KEYS = PianoRolls.KEYS;
  private static final int LOWEST = 21;
  private static final long SEED = 1685;
  private static final int TRAIN = 160;
  private static final int VALID = 50;
  private static final int TEST = 50;

  private final SequenceSet set;
  private final double jointFloor;
  private final double independentFloor;

  private SyntheticChorales(SequenceSet set, double jointFloor, double independentFloor) {
    this.set = set;
    this.jointFloor = jointFloor;
    this.independentFloor = independentFloor;
  }

  /** Writes the set and computes its floors, anew at each call. */
  public static SyntheticChorales generate() {
    Grammar grammar = Grammar.standard();
    double joint = 0;
    double independent = 0;
    int steps = 0;
    for (List<Voicing> piece : pieces(grammar, "test", TEST)) {
      for (Prediction prediction : predictions(grammar, piece)) {
        joint += prediction.entropy();
        independent += prediction.independentEntropy(KEYS);
        steps++;
      }
    }
    SequenceSet set = ContentHash.complete(NAME, KEYS, KEYS, examples(grammar, "train", TRAIN),
        examples(grammar, "valid", VALID), examples(grammar, "test", TEST), OptionalDouble.of(independent / steps));
    return new SyntheticChorales(set, joint / steps, independent / steps);
  }

  /** The sequences; {@link SequenceSet#floor} is the {@link #independentFloor}. */
  public SequenceSet set() {
    return set;
  }

  /** The lowest expected test loss of any model, nats a step. */
  public double jointFloor() {
    return jointFloor;
  }

  /** The lowest expected test loss of a model with independent outputs, nats a step. */
  public double independentFloor() {
    return independentFloor;
  }

  /** The pieces of one split. */
  static List<List<Voicing>> pieces(Grammar grammar, String split, int count) {
    Composer composer = new Composer(grammar);
    List<List<Voicing>> pieces = new ArrayList<>();
    for (int piece = 0; piece < count; piece++) {
      pieces.add(composer.compose(Dice.seeded(SEED, split, piece)));
    }
    return pieces;
  }

  /** The distributions of steps 2 to T of a piece, each given the steps before it: [T - 1]. */
  static List<Prediction> predictions(Grammar grammar, List<Voicing> piece) {
    Listener listener = new Listener(grammar);
    List<Prediction> predictions = new ArrayList<>();
    listener.hear(piece.get(0));
    for (Voicing step : piece.subList(1, piece.size())) {
      predictions.add(listener.predict());
      listener.hear(step);
    }
    return predictions;
  }

  private static List<Example> examples(Grammar grammar, String split, int count) {
    List<Example> examples = new ArrayList<>();
    for (List<Voicing> piece : pieces(grammar, split, count)) {
      int[] starts = new int[piece.size() + 1];
      char[] ones = new char[piece.size() * Voicing.VOICES];
      for (int t = 0; t < piece.size(); t++) {
        starts[t + 1] = starts[t] + Voicing.VOICES;
        for (int voice = 0; voice < Voicing.VOICES; voice++) {
          ones[starts[t] + voice] = (char) (piece.get(t).note(voice) - LOWEST);
        }
      }
      examples.add(new Example(new BinarySequence(KEYS, starts, ones), null));
    }
    return List.copyOf(examples);
  }
}
