package dev.rondo.core.data.synthetic;

import java.util.List;

/**
 * Which chord comes next within a phrase: functional harmony (tonic, subdominant, dominant, tonic) as a Markov chain
 * over the degrees of a major key, bent towards a cadence at the phrase's end.
 *
 * <p>P(to | from, letter, beat) is proportional to next[from][to] * bend[letter][beat][to]; the first chord of a phrase
 * depends on the letter alone.
 */
final class Harmony {
  private static final List<Chord> MAJOR_KEY = List.of(
      new Chord(0, Chord.MAJOR), new Chord(2, Chord.MINOR), new Chord(4, Chord.MINOR), new Chord(5, Chord.MAJOR),
      new Chord(7, Chord.MAJOR), new Chord(9, Chord.MINOR), new Chord(7, Chord.SEVENTH));

  //                                              I  ii iii IV  V  vi  V7
  private static final double[] FREE =          { 1,  1,  1,  1,  1,  1,  1};
  private static final double[] TO_DOMINANT =   { 0,  0,  0,  0,  1,  0,  2};
  private static final double[] TO_TONIC =      { 9,  0,  0,  0,  0,  1,  0};
  private static final double[] TO_SUBDOMINANT = {0,  2,  0,  2,  0,  1,  0};
  private static final double[] HALF_CLOSE =    { 0,  0,  0,  0,  1,  0,  0};

  private final List<Chord> degrees;
  private final double[][] next;
  private final double[][] start;
  private final double[][][] bend;

  /**
   * @param degrees the chords in C major
   * @param next how readily one degree follows another, in rows by the degree before
   * @param start by letter, how readily a phrase begins with each degree
   * @param bend by letter and beat, a factor for each degree; all ones where a beat bends nothing
   */
  Harmony(List<Chord> degrees, double[][] next, double[][] start, double[][][] bend) {
    this.degrees = List.copyOf(degrees);
    this.next = next;
    this.start = start;
    this.bend = bend;
  }

  /** The chords in C major. */
  List<Chord> degrees() {
    return degrees;
  }

  /** Phrases of eight beats: A is closed, B opens on the dominant side and stays open, C begins far out and closes. */
  static Harmony standard() {
    double[][] next = {
      //  I  ii iii IV  V  vi  V7
      {   1,  3,  1,  5,  5,  3,  1}, // I
      {   0,  1,  0,  1,  5,  1,  4}, // ii
      {   0,  1,  0,  4,  0,  5,  0}, // iii
      {   2,  3,  0,  1,  5,  0,  3}, // IV
      {   6,  0,  1,  1,  1,  3,  3}, // V
      {   0,  5,  1,  4,  2,  1,  1}, // vi
      {   6,  0,  0,  0,  0,  2,  1}, // V7
    };
    double[][] start = {
      {   8,  0,  0,  0,  0,  1,  0}, // A
      {   0,  0,  1,  0,  5,  3,  0}, // B
      {   0,  4,  0,  4,  0,  1,  0}, // C
    };
    double[][] closed = {FREE, FREE, FREE, FREE, FREE, TO_SUBDOMINANT, TO_DOMINANT, TO_TONIC};
    double[][] open = {FREE, FREE, FREE, FREE, FREE, FREE, TO_SUBDOMINANT, HALF_CLOSE};
    return new Harmony(MAJOR_KEY, next, start, new double[][][] {closed, open, closed});
  }

  /** The chance of each degree; they add up to 1. Beat 0 does not look at {@code from}. */
  double[] chances(int from, int letter, int beat) {
    double[] p = new double[degrees.size()];
    double sum = 0;
    for (int to = 0; to < p.length; to++) {
      p[to] = beat == 0 ? start[letter][to] : next[from][to] * bend[letter][beat][to];
      sum += p[to];
    }
    if (sum == 0) {
      // Nothing that follows leads to the cadence (iii before a dominant): then the cadence alone decides.
      for (int to = 0; to < p.length; to++) {
        p[to] = bend[letter][beat][to];
        sum += p[to];
      }
    }
    for (int to = 0; to < p.length; to++) {
      p[to] /= sum;
    }
    return p;
  }
}
