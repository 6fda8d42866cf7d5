package dev.rondo.core.data.synthetic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Hears a piece step by step and says exactly how likely every next step is.
 *
 * <p>Only key and form are hidden: given both, the chords and voicings heard so far decide the chances of the next step
 * (the coins of returning phrases are summed over in {@link #onBeat} and {@link #offBeat}). So a Bayesian filter over
 * key x form is exact: its weights are P(key, form | heard), each step multiplies them with the step's chance under
 * each pair. That there is another step is heard as well: a form that would have ended by now is out.
 */
final class Listener {
  private final Grammar grammar;
  private final List<Voicing> heard = new ArrayList<>();
  private final double[][] weights; // [keys, forms], add up to 1

  Listener(Grammar grammar) {
    this.grammar = grammar;
    weights = new double[grammar.tonics().size()][grammar.forms().size()];
    for (double[] row : weights) {
      for (int f = 0; f < row.length; f++) {
        row[f] = grammar.forms().get(f).chance() / weights.length;
      }
    }
  }

  /** The distribution of the next step, given that there is one. */
  Prediction predict() {
    dropEndedForms();
    return new Prediction(heard.size() % 2 == 0 ? onBeat() : offBeat());
  }

  /**
   * Hears the next step.
   *
   * @throws IllegalArgumentException when the grammar cannot produce it
   */
  void hear(Voicing voicing) {
    dropEndedForms();
    boolean onBeat = heard.size() % 2 == 0;
    double fresh = onBeat ? freshVoicing(voicing) : 0;
    for (int k = 0; k < weights.length; k++) {
      for (int f = 0; f < weights[k].length; f++) {
        if (weights[k][f] > 0) {
          weights[k][f] *= onBeat ? onBeatChance(k, f, voicing, fresh) : offBeatChance(k, f, voicing);
        }
      }
    }
    normalise("the grammar cannot produce " + voicing + " at step " + heard.size());
    heard.add(voicing);
  }

  private Map<Voicing, Double> onBeat() {
    // Every hypothesis adds to a chord (voiced anew) or to one voicing (a faithful return).
    Map<Chord, Double> chords = new LinkedHashMap<>();
    Map<Voicing, Double> chances = new LinkedHashMap<>();
    for (int k = 0; k < weights.length; k++) {
      for (int f = 0; f < weights[k].length; f++) {
        if (weights[k][f] > 0) {
          addOnBeat(k, f, chords, chances);
        }
      }
    }
    for (Map.Entry<Chord, Double> chord : chords.entrySet()) {
      List<Voicing> voicings = grammar.voicings().of(chord.getKey());
      double[] p = grammar.voicings().after(last(), chord.getKey());
      for (int i = 0; i < p.length; i++) {
        chances.merge(voicings.get(i), chord.getValue() * p[i], Double::sum);
      }
    }
    return chances;
  }

  private void addOnBeat(int k, int f, Map<Chord, Double> chords, Map<Voicing, Double> chances) {
    int tonic = grammar.tonics().get(k);
    double weight = weights[k][f];
    int source = source(f);
    if (source >= 0) {
      Voicing returning = heard.get(source);
      chances.merge(returning, weight * grammar.copy(), Double::sum);
      chords.merge(grammar.chord(tonic, grammar.degree(tonic, returning)), weight * (1 - grammar.copy()), Double::sum);
      return;
    }
    double[] degrees = degrees(k, f);
    for (int degree = 0; degree < degrees.length; degree++) {
      if (degrees[degree] > 0) {
        chords.merge(grammar.chord(tonic, degree), weight * degrees[degree], Double::sum);
      }
    }
  }

  private double onBeatChance(int k, int f, Voicing voicing, double fresh) {
    int tonic = grammar.tonics().get(k);
    int degree = grammar.degree(tonic, voicing);
    if (degree < 0) {
      return 0;
    }
    int source = source(f);
    if (source < 0) {
      return degrees(k, f)[degree] * fresh;
    }
    Voicing returning = heard.get(source);
    double faithful = voicing.equals(returning) ? grammar.copy() : 0;
    return faithful + (voicing.mask() == returning.mask() ? (1 - grammar.copy()) * fresh : 0);
  }

  private Map<Voicing, Double> offBeat() {
    Map<Voicing, Double> chances = new LinkedHashMap<>();
    for (int k = 0; k < weights.length; k++) {
      List<Voicing> offbeats = grammar.offbeats(grammar.tonics().get(k), now());
      double[] p = grammar.offbeatChances(offbeats.size());
      for (int f = 0; f < weights[k].length; f++) {
        double weight = weights[k][f];
        if (weight > 0) {
          double fresh = weight;
          if (returnsFaithfully(f)) {
            chances.merge(heard.get(source(f)), weight * grammar.copy(), Double::sum);
            fresh = weight * (1 - grammar.copy());
          }
          for (int i = 0; i < p.length; i++) {
            chances.merge(offbeats.get(i), fresh * p[i], Double::sum);
          }
        }
      }
    }
    return chances;
  }

  private double offBeatChance(int k, int f, Voicing voicing) {
    List<Voicing> offbeats = grammar.offbeats(grammar.tonics().get(k), now());
    int which = offbeats.indexOf(voicing);
    double fresh = which < 0 ? 0 : grammar.offbeatChances(offbeats.size())[which];
    if (!returnsFaithfully(f)) {
      return fresh;
    }
    return (voicing.equals(heard.get(source(f))) ? grammar.copy() : 0) + (1 - grammar.copy()) * fresh;
  }

  /** The chance of a voicing drawn anew, given its chord; 0 when it sounds no chord or is none of its voicings. */
  private double freshVoicing(Voicing voicing) {
    for (int tonic : grammar.tonics()) {
      int degree = grammar.degree(tonic, voicing);
      if (degree >= 0) {
        Chord chord = grammar.chord(tonic, degree);
        int which = grammar.voicings().of(chord).indexOf(voicing);
        return which < 0 ? 0 : grammar.voicings().after(last(), chord)[which];
      }
    }
    return 0;
  }

  private double[] degrees(int k, int f) {
    int phrase = heard.size() / grammar.stepsOfPhrase();
    int beat = heard.size() % grammar.stepsOfPhrase() / 2;
    int from = grammar.degree(grammar.tonics().get(k), last());
    return grammar.harmony().chances(from, grammar.forms().get(f).letter(phrase), beat);
  }

  /** The step that returns in the next one under form f; -1 when its phrase is new. */
  private int source(int f) {
    int source = grammar.forms().get(f).source(heard.size() / grammar.stepsOfPhrase());
    return source < 0 ? -1 : source * grammar.stepsOfPhrase() + heard.size() % grammar.stepsOfPhrase();
  }

  /** Whether, off the beat, the voicing on the beat was the source's. */
  private boolean returnsFaithfully(int f) {
    int source = source(f);
    return source >= 0 && now().equals(heard.get(source - 1));
  }

  /** The voicing on the beat before the next step, which is on the beat. */
  private Voicing last() {
    return heard.isEmpty() ? grammar.home() : heard.get(heard.size() - 2);
  }

  /** The voicing on the beat, when the next step is off it. */
  private Voicing now() {
    return heard.get(heard.size() - 1);
  }

  private void dropEndedForms() {
    for (double[] row : weights) {
      for (int f = 0; f < row.length; f++) {
        if (grammar.steps(grammar.forms().get(f)) <= heard.size()) {
          row[f] = 0;
        }
      }
    }
    normalise("no form has more than " + heard.size() + " steps");
  }

  private void normalise(String otherwise) {
    double sum = 0;
    for (double[] row : weights) {
      for (double weight : row) {
        sum += weight;
      }
    }
    if (!(sum > 0)) {
      throw new IllegalArgumentException(otherwise);
    }
    for (double[] row : weights) {
      for (int f = 0; f < row.length; f++) {
        row[f] /= sum;
      }
    }
  }
}
