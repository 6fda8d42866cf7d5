package dev.rondo.core.data.synthetic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which voicings a chord has, and which of them follows a given one.
 *
 * <p>A voicing is complete (every member of the chord sounds), stays in the voices' ranges, and leaves at most an
 * octave between the upper voices. Its probability after another voicing is proportional to how good it is in itself
 * (which member is in the bass, which is doubled) times exp(-rate * movement), where movement counts semitones, the
 * bass at two fifths, times a small factor when two voices run in parallel fifths or octaves. All of it is a finite
 * sum, so it is exact.
 */
final class Voicings {
  private static final int UPPER_GAP = 12;
  private static final int LOWER_GAP = 19;
  private static final double RATE = 0.3; // per semitone of an upper voice: a step of two costs a factor of 0.55
  private static final double PARALLELS = 0.03;
  private static final double[] IN_BASS = {1, 0.3, 0.03, 0.1}; // root, third (first inversion), fifth, seventh
  private static final double[] DOUBLED = {1, 0.15, 0.4, 0};
  private static final double[] DECAY = decay();

  private final List<Range> ranges;
  private final Map<Chord, List<Voicing>> all = new HashMap<>(); // looked up only, never walked

  /**
   * @param ranges of the four voices, the bass first
   * @param chords the chords that occur
   */
  Voicings(List<Range> ranges, List<Chord> chords) {
    this.ranges = List.copyOf(ranges);
    for (Chord chord : chords) {
      all.computeIfAbsent(chord, this::enumerate);
    }
  }

  /** The voicings of a chord, in ascending order of their notes, the bass first; never empty. */
  List<Voicing> of(Chord chord) {
    return all.get(chord);
  }

  /** The probability of each of {@link #of} the chord after {@code last}; they add up to 1. */
  double[] after(Voicing last, Chord chord) {
    List<Voicing> voicings = of(chord);
    double[] p = new double[voicings.size()];
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      p[i] = goodness(voicings.get(i), chord) * leading(last, voicings.get(i));
      sum += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
    return p;
  }

  /** Whether a voice may sing the note while the others stay: in range and between its neighbours. */
  boolean allows(Voicing voicing, int voice, int midi) {
    return ranges.get(voice).holds(midi)
        && (voice == 0 || midi > voicing.note(voice - 1))
        && (voice == Voicing.VOICES - 1 || midi < voicing.note(voice + 1));
  }

  private List<Voicing> enumerate(Chord chord) {
    List<Voicing> found = new ArrayList<>();
    for (int b = ranges.get(0).low(); b <= ranges.get(0).high(); b++) {
      for (int t = Math.max(b + 1, ranges.get(1).low()); t <= Math.min(b + LOWER_GAP, ranges.get(1).high()); t++) {
        for (int a = Math.max(t + 1, ranges.get(2).low()); a <= Math.min(t + UPPER_GAP, ranges.get(2).high()); a++) {
          for (int s = Math.max(a + 1, ranges.get(3).low()); s <= Math.min(a + UPPER_GAP, ranges.get(3).high()); s++) {
            Voicing voicing = new Voicing(b, t, a, s);
            // The masks agree only when every note is in the chord and every member sounds.
            if (voicing.mask() == chord.mask()) {
              found.add(voicing);
            }
          }
        }
      }
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(chord + " has no voicing in " + ranges);
    }
    return List.copyOf(found);
  }

  private static double goodness(Voicing voicing, Chord chord) {
    double good = IN_BASS[chord.member(voicing.bass())];
    if (chord.intervals().size() == Voicing.VOICES) {
      return good; // a seventh chord in four voices doubles nothing
    }
    int[] sung = new int[chord.intervals().size()];
    for (int voice = 0; voice < Voicing.VOICES; voice++) {
      sung[chord.member(voicing.note(voice))]++;
    }
    for (int member = 0; member < sung.length; member++) {
      good *= sung[member] == 2 ? DOUBLED[member] : 1;
    }
    return good;
  }

  private static double leading(Voicing from, Voicing to) {
    int movement = 2 * Math.abs(to.bass() - from.bass());
    for (int voice = 1; voice < Voicing.VOICES; voice++) {
      movement += 5 * Math.abs(to.note(voice) - from.note(voice));
    }
    return DECAY[movement] * (parallels(from, to) ? PARALLELS : 1);
  }

  /** Whether two voices move the same way from one fifth or octave to another. */
  private static boolean parallels(Voicing from, Voicing to) {
    for (int low = 0; low < Voicing.VOICES; low++) {
      for (int high = low + 1; high < Voicing.VOICES; high++) {
        int before = (from.note(high) - from.note(low)) % 12;
        int now = (to.note(high) - to.note(low)) % 12;
        int lowMove = Integer.signum(to.note(low) - from.note(low));
        int highMove = Integer.signum(to.note(high) - from.note(high));
        if (lowMove != 0 && lowMove == highMove && before == now && (now == 0 || now == 7)) {
          return true;
        }
      }
    }
    return false;
  }

  /** exp(-rate * movement) for movements in fifths of an upper voice's semitone, up to 127 semitones in all voices. */
  private static double[] decay() {
    double[] decay = new double[17 * 128];
    for (int i = 0; i < decay.length; i++) {
      decay[i] = StrictMath.exp(-RATE * i / 5);
    }
    return decay;
  }
}
