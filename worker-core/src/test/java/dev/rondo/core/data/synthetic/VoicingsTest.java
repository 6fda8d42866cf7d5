package dev.rondo.core.data.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VoicingsTest {
  private static final Grammar GRAMMAR = Grammar.standard();
  private static final List<Chord> CHORDS = Grammar.chords(GRAMMAR.tonics(), GRAMMAR.harmony());

  @Test
  void soundEveryMemberInRangeAndNameTheirChord() {
    for (Chord chord : CHORDS) {
      List<Voicing> voicings = GRAMMAR.voicings().of(chord);
      assertTrue(voicings.size() >= 20, chord + " has " + voicings.size());
      assertEquals(voicings.size(), Set.copyOf(voicings).size());
      for (Voicing voicing : voicings) {
        Set<Integer> members = new HashSet<>();
        for (int voice = 0; voice < Voicing.VOICES; voice++) {
          members.add(chord.member(voicing.note(voice)));
        }
        assertEquals(chord.intervals().size(), members.size());
        assertTrue(!members.contains(-1) && voicing.soprano() - voicing.alto() <= 12
            && voicing.alto() - voicing.tenor() <= 12);
      }
    }
    // Different chords have different pitch classes, so what sounds can be named.
    Set<Chord> chords = new HashSet<>(CHORDS);
    assertEquals(chords.size(), chords.stream().map(Chord::mask).distinct().count());
  }

  @Test
  void chancesAddUpToOneAndFavourSmoothness() {
    for (Chord from : CHORDS) {
      Voicing last = GRAMMAR.voicings().of(from).get(0);
      for (Chord to : CHORDS) {
        double[] p = GRAMMAR.voicings().after(last, to);
        assertEquals(1, Arrays.stream(p).sum(), 1e-12);
        assertTrue(Arrays.stream(p).allMatch(x -> x > 0));
      }
    }
    Chord c = new Chord(0, Chord.MAJOR);
    Chord d = new Chord(2, Chord.MINOR);
    Voicing last = new Voicing(48, 55, 64, 72);
    double[] p = GRAMMAR.voicings().after(last, d);
    List<Voicing> all = GRAMMAR.voicings().of(d);
    // C to D: everything up a tone runs in parallel octaves; the upper voices going down is the textbook's way.
    assertTrue(p[all.indexOf(new Voicing(50, 53, 62, 69))] > 10 * p[all.indexOf(new Voicing(50, 57, 65, 74))]);
    double[] stay = GRAMMAR.voicings().after(last, c);
    double most = Arrays.stream(stay).max().getAsDouble();
    assertEquals(most, stay[GRAMMAR.voicings().of(c).indexOf(last)]);
  }

  @Test
  void harmonyIsFunctional() {
    Harmony harmony = GRAMMAR.harmony();
    for (int letter = 0; letter < 3; letter++) {
      for (int from = 0; from < 7; from++) {
        for (int beat = 0; beat < GRAMMAR.beats(); beat++) {
          assertEquals(1, Arrays.stream(harmony.chances(from, letter, beat)).sum(), 1e-12);
        }
      }
    }
    double[] close = harmony.chances(6, 0, 7);
    assertTrue(close[0] > 0.8, "V7 resolves to I at the close of a phrase A");
    assertEquals(1, harmony.chances(3, 1, 7)[4], "a phrase B ends on V");
    assertEquals(0, harmony.chances(4, 0, 2)[1], "no dominant goes back to ii");
  }

  @Test
  void offbeatsHoldOrMoveOneVoiceByAStepOfTheScale() {
    Voicing voicing = new Voicing(48, 55, 64, 72);
    List<Voicing> offbeats = GRAMMAR.offbeats(0, voicing);
    assertEquals(voicing, offbeats.get(0));
    assertTrue(offbeats.contains(new Voicing(47, 55, 64, 72)) && offbeats.contains(new Voicing(48, 55, 65, 72)));
    assertTrue(offbeats.stream().noneMatch(v -> v.alto() == 66 || v.bass() == 49));
    assertEquals(1, Arrays.stream(GRAMMAR.offbeatChances(offbeats.size())).sum(), 1e-12);
  }
}
