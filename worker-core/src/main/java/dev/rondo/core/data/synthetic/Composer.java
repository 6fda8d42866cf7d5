package dev.rondo.core.data.synthetic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes pieces by the {@link Grammar}, one roll of the dice after the other. */
final class Composer {
  private final Grammar grammar;

  Composer(Grammar grammar) {
    this.grammar = grammar;
  }

  /** A piece, step by step. */
  List<Voicing> compose(Dice dice) {
    double[] keys = new double[grammar.tonics().size()];
    Arrays.fill(keys, 1.0 / keys.length);
    int tonic = grammar.tonics().get(dice.roll(keys));
    Form form = grammar.forms().get(dice.roll(grammar.forms().stream().mapToDouble(Form::chance).toArray()));
    List<Voicing> piece = new ArrayList<>();
    Voicing last = grammar.home();
    for (int phrase = 0; phrase < form.phrases(); phrase++) {
      int source = form.source(phrase);
      for (int beat = 0; beat < grammar.beats(); beat++) {
        if (source < 0) {
          int degree = dice.roll(grammar.harmony().chances(grammar.degree(tonic, last), form.letter(phrase), beat));
          last = voice(last, grammar.chord(tonic, degree), dice);
          piece.add(last);
          piece.add(offbeat(tonic, last, dice));
        } else {
          int at = source * grammar.stepsOfPhrase() + 2 * beat;
          last = returned(piece, at, tonic, last, dice);
        }
      }
    }
    return piece;
  }

  /** Adds a returning beat, whose source begins at step {@code at}; returns the voicing on the beat. */
  private Voicing returned(List<Voicing> piece, int at, int tonic, Voicing last, Dice dice) {
    Voicing source = piece.get(at);
    Chord chord = grammar.chord(tonic, grammar.degree(tonic, source));
    Voicing voicing = copies(dice) ? source : voice(last, chord, dice);
    piece.add(voicing);
    piece.add(voicing.equals(source) && copies(dice) ? piece.get(at + 1) : offbeat(tonic, voicing, dice));
    return voicing;
  }

  private boolean copies(Dice dice) {
    return dice.roll(new double[] {grammar.copy(), 1 - grammar.copy()}) == 0;
  }

  private Voicing voice(Voicing last, Chord chord, Dice dice) {
    return grammar.voicings().of(chord).get(dice.roll(grammar.voicings().after(last, chord)));
  }

  private Voicing offbeat(int tonic, Voicing voicing, Dice dice) {
    List<Voicing> offbeats = grammar.offbeats(tonic, voicing);
    return offbeats.get(dice.roll(grammar.offbeatChances(offbeats.size())));
  }
}
