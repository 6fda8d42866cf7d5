package dev.rondo.core.data.synthetic;

import java.util.List;

/**
 * A chord by its root and the intervals above it. The pitch classes of the chords here tell the chord: a chord that
 * sounds can always be named.
 *
 * @param root pitch class, 0 = C to 11 = B
 * @param intervals semitones above the root, the root's 0 first
 */
record Chord(int root, List<Integer> intervals) {
  static final List<Integer> MAJOR = List.of(0, 4, 7);
  static final List<Integer> MINOR = List.of(0, 3, 7);
  static final List<Integer> SEVENTH = List.of(0, 4, 7, 10);

  Chord transposed(int semitones) {
    return new Chord(Math.floorMod(root + semitones, 12), intervals);
  }

  /** Which member of the chord a note is: 0 the root, 1 the third, 2 the fifth, 3 the seventh; -1 when none. */
  int member(int midi) {
    return intervals.indexOf(Math.floorMod(midi - root, 12));
  }

  /** The pitch classes as bits. */
  int mask() {
    int mask = 0;
    for (int interval : intervals) {
      mask |= 1 << (root + interval) % 12;
    }
    return mask;
  }
}
