package dev.rondo.core.data.audio;

import dev.rondo.core.random.RandomStream;
import java.util.Locale;

/**
 * Made-up clips: noise, and in every second one a few chirps, short tones whose pitch glides. What a bird does in a field, as far as
 * a network can tell; nothing needs to be fetched.
 */
final class Chirps {
  private static final int MOST = 3;

  private final AudioSettings settings;
  private final RandomStream stream;

  Chirps(AudioSettings settings) {
    this.settings = settings;
    stream = new RandomStream(settings.seed(), "chirps");
  }

  /** Clip i, which has chirps when i is odd. */
  Clip clip(int i) {
    stream.at(i);
    float[] samples = new float[(int) Math.round(settings.seconds() * settings.rate())];
    stream.normals(0, 1, samples, 0, samples.length);
    for (int j = 0; j < samples.length; j++) {
      samples[j] *= 0.1f;
    }
    if (i % 2 == 1) {
      int chirps = 1 + stream.nextBelow(MOST);
      for (int c = 0; c < chirps; c++) {
        chirp(samples);
      }
    }
    return new Clip(String.format(Locale.ROOT, "chirps-%06d", i), settings.rate(), samples, i % 2);
  }

  /** Adds one: a tenth to a third of the clip long, between a tenth and four tenths of the rate, under a smooth envelope. */
  private void chirp(float[] samples) {
    int length = (int) (samples.length * (0.1 + 0.23 * stream.nextUnit()));
    int start = stream.nextBelow(samples.length - length + 1);
    double from = 0.1 + 0.3 * stream.nextUnit();
    double to = 0.1 + 0.3 * stream.nextUnit();
    for (int j = 0; j < length; j++) {
      double share = (double) j / length;
      double turns = j * (from + (to - from) * share / 2);
      double envelope = 0.5 - 0.5 * StrictMath.cos(2 * StrictMath.PI * share);
      samples[start + j] += (float) (settings.loudness() * 0.1 * envelope * StrictMath.sin(2 * StrictMath.PI * turns));
    }
  }
}
