package dev.rondo.core.data.audio;

import java.nio.file.Path;

/**
 * Which clips there are, and how they become sequences.
 *
 * @param folder of WAV files and their table of labels; null for chirps
 * @param labels name of the table in the folder
 * @param id column with the files' names, without their ending
 * @param label column with 0 or 1
 * @param clips how many chirps there are; of a folder, how many clips at most, 0 for all
 * @param seconds of a clip of chirps
 * @param rate samples a second of chirps
 * @param loudness of chirps at their height, in deviations of the noise
 * @param seed of the split, and of chirps
 * @param window seconds of sound under one spectrum
 * @param hop seconds from one to the next
 * @param bands numbers of a spectrum
 * @param standard whether each band has mean 0 and deviation 1 over the training split
 * @param validShare share of the clips of each class in validation
 * @param testShare the same for the test; both together below 1
 */
public record AudioSettings(
    Path folder, String labels, String id, String label, int clips, double seconds, int rate, double loudness, long seed,
    double window, double hop, int bands, boolean standard, double validShare, double testShare) {
  /** The name of the set that is made up. */
  public static final String CHIRPS = "chirps";

  /** Chirps, a second each. */
  public static final AudioSettings DEFAULT =
      new AudioSettings(null, "", "", "", 400, 1, 8000, 3, 1, 0.02, 0.01, 40, true, 0.1, 0.1);

  public AudioSettings {
    if (!(validShare + testShare < 1)) {
      throw new IllegalArgumentException("task.valid-share " + validShare + " and task.test-share " + testShare
          + " leave nothing to train on; their sum must be below 1");
    }
    if (folder == null && seconds < window) {
      throw new IllegalArgumentException(
          "task.seconds is " + seconds + ", less than task.window, " + window + "; set a larger task.seconds");
    }
  }
}
