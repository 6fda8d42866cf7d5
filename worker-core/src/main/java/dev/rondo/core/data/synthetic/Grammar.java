package dev.rondo.core.data.synthetic;

import java.util.ArrayList;
import java.util.List;

/**
 * What a piece is made of. A piece draws a key and a {@link Form}. Each phrase has {@code beats} beats of two steps: on
 * the beat a chord in a voicing of four voices, off the beat the same held, or with one voice moved to a neighbour of
 * the scale.
 *
 * <p>A new phrase draws its chords from the {@link Harmony} and their voicings from {@link Voicings}. A returning
 * phrase has the chords of its source; on each beat the source's voicing comes back with chance {@code copy}, else a
 * voicing is drawn anew (and may be the same by chance). Off the beat, when the voicing is the source's, the source's
 * step comes back with chance {@code copy}, else it is drawn anew.
 *
 * @param tonics the pitch classes of the major keys, all equally likely
 * @param forms the forms and their chances
 * @param beats beats of a phrase
 * @param harmony the chords
 * @param voicings the voicings of every chord in every key
 * @param home the voicing from which voice leading sets out
 * @param copy how faithfully phrases return
 * @param hold how likely the step off the beat just holds
 */
record Grammar(List<Integer> tonics, List<Form> forms, int beats, Harmony harmony, Voicings voicings, Voicing home,
    double copy, double hold) {
  private static final int[] SCALE = {0, 2, 4, 5, 7, 9, 11};

  /** The grammar of the built-in set. Its keys lie a fifth apart and share chords, so telling them apart takes time. */
  static Grammar standard() {
    List<Integer> tonics = List.of(5, 0, 7, 2); // F, C, G, D
    List<Form> forms = List.of(new Form("ABA", 0.2), new Form("AABA", 0.35), new Form("ABAC", 0.2),
        new Form("AABBA", 0.25));
    List<Range> ranges = List.of(new Range(41, 60), new Range(50, 66), new Range(57, 72), new Range(62, 79));
    Harmony harmony = Harmony.standard();
    Voicings voicings = new Voicings(ranges, chords(tonics, harmony));
    return new Grammar(tonics, forms, 8, harmony, voicings, new Voicing(48, 55, 64, 72), 0.9, 0.6);
  }

  /** Every chord of every key. */
  static List<Chord> chords(List<Integer> tonics, Harmony harmony) {
    List<Chord> chords = new ArrayList<>();
    for (int tonic : tonics) {
      for (Chord degree : harmony.degrees()) {
        chords.add(degree.transposed(tonic));
      }
    }
    return chords;
  }

  int stepsOfPhrase() {
    return 2 * beats;
  }

  int steps(Form form) {
    return form.phrases() * stepsOfPhrase();
  }

  Chord chord(int tonic, int degree) {
    return harmony.degrees().get(degree).transposed(tonic);
  }

  /** Which degree of the key a voicing sounds; -1 when it is none of its chords. */
  int degree(int tonic, Voicing voicing) {
    for (int degree = 0; degree < harmony.degrees().size(); degree++) {
      if (chord(tonic, degree).mask() == voicing.mask()) {
        return degree;
      }
    }
    return -1;
  }

  /** What can stand off the beat: first the voicing itself, then each move of one voice by a step of the scale. */
  List<Voicing> offbeats(int tonic, Voicing voicing) {
    List<Voicing> found = new ArrayList<>();
    found.add(voicing);
    for (int voice = 0; voice < Voicing.VOICES; voice++) {
      for (int direction = -1; direction <= 1; direction += 2) {
        int midi = voicing.note(voice) + direction;
        while (!inScale(tonic, midi)) {
          midi += direction;
        }
        if (voicings.allows(voicing, voice, midi)) {
          found.add(voicing.with(voice, midi));
        }
      }
    }
    return found;
  }

  /** The chance of each of {@code count} {@link #offbeats}: the first holds, the others share the rest. */
  double[] offbeatChances(int count) {
    double[] p = new double[count];
    for (int i = 1; i < count; i++) {
      p[i] = (1 - hold) / (count - 1);
    }
    p[0] = count == 1 ? 1 : hold;
    return p;
  }

  private static boolean inScale(int tonic, int midi) {
    int above = Math.floorMod(midi - tonic, 12);
    for (int degree : SCALE) {
      if (degree == above) {
        return true;
      }
    }
    return false;
  }
}
