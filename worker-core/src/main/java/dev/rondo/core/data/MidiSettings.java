package dev.rondo.core.data;

/**
 * How a folder of MIDI files becomes a data set.
 *
 * @param stepsPerBeat steps of a quarter note, 1 to 96
 * @param validShare share of the files in validation, above 0; unused where the folder has train, valid and test
 * @param testShare the same for the test; both together below 1
 * @param seed of the split
 */
public record MidiSettings(int stepsPerBeat, double validShare, double testShare, long seed) {
  /** Eighth notes; a fifth of the files each for validation and test. */
  public static final MidiSettings DEFAULT = new MidiSettings(2, 0.2, 0.2, 1);

  public MidiSettings {
    if (stepsPerBeat < 1 || stepsPerBeat > 96) {
      throw new IllegalArgumentException("steps-per-beat is " + stepsPerBeat + "; it must be 1 to 96");
    }
    if (!(validShare > 0 && testShare > 0 && validShare + testShare < 1)) {
      throw new IllegalArgumentException("valid-share " + validShare + " and test-share " + testShare
          + " must be above 0 and leave something to train on; their sum must be below 1");
    }
  }
}
