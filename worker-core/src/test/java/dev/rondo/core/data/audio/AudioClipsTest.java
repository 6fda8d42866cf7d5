package dev.rondo.core.data.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.data.BinarySequence;
import dev.rondo.core.data.DataException;
import dev.rondo.core.data.DenseSequence;
import dev.rondo.core.data.SequenceSet;
import dev.rondo.core.data.SequenceSet.Example;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.sound.sampled.AudioFileFormat.Type;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AudioClipsTest {
  private static final int RATE = 8000;

  @TempDir private Path folder;

  /** A tone with so many turns a second, half as loud as can be. */
  private static float[] tone(double turns, int samples) {
    float[] tone = new float[samples];
    for (int i = 0; i < samples; i++) {
      tone[i] = (float) (0.5 * Math.sin(2 * Math.PI * turns * i / RATE));
    }
    return tone;
  }

  private static byte[] bytes(float[] samples, int bits, int channels) {
    ByteBuffer out = ByteBuffer.allocate(samples.length * channels * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
    for (float sample : samples) {
      for (int c = 0; c < channels; c++) {
        long value = Math.round(sample * Math.scalb(1.0, bits - 1)) + (bits == 8 ? 128 : 0); // 8 bits have no sign
        for (int k = 0; k < bits; k += 8) {
          out.put((byte) (value >> k));
        }
      }
    }
    return out.array();
  }

  private Path wav(String name, float[] samples, int bits, int channels, int rate) throws Exception {
    AudioFormat format = new AudioFormat(rate, bits, channels, bits > 8, false);
    byte[] bytes = bytes(samples, bits, channels);
    Path file = folder.resolve(name + ".wav");
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(bytes), format, samples.length), Type.WAVE, file.toFile());
    return file;
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 24, 32})
  void samplesOfEveryWidthComeBack(int bits) throws Exception {
    float[] tone = tone(440, 100);
    Clip clip = WavFile.read(wav("tone", tone, bits, bits == 16 ? 2 : 1, RATE), "tone", 1);
    assertEquals(RATE, clip.rate());
    assertEquals(100, clip.samples().length);
    for (int i = 0; i < 100; i++) {
      assertEquals(tone[i], clip.samples()[i], Math.scalb(1.0, 1 - bits) + 1e-7);
    }
  }

  @Test
  void spectraAreThoseOfASlowTransform() throws Exception {
    float[] samples = tone(1000, 400);
    int bands = 6;
    float[] fast = new Spectrogram(RATE, 0.02, 0.01, bands).of(new Clip("tone", RATE, samples, 0));
    assertEquals((1 + (400 - 160) / 80) * bands, fast.length);
    int n = 256;
    double[] mel = new double[bands + 2];
    for (int i = 0; i < mel.length; i++) {
      mel[i] = 700 * (Math.pow(10, Math.log10(1 + 4000 / 700.0) * i / (bands + 1)) - 1);
    }
    for (int band = 0; band < bands; band++) {
      double power = 0;
      for (int k = 0; k <= n / 2; k++) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < 160; i++) {
          double x = samples[80 + i] * (0.54 - 0.46 * Math.cos(2 * Math.PI * i / 159));
          re += x * Math.cos(2 * Math.PI * k * i / n);
          im -= x * Math.sin(2 * Math.PI * k * i / n);
        }
        double f = (double) RATE * k / n;
        double share = Math.min((f - mel[band]) / (mel[band + 1] - mel[band]), (mel[band + 2] - f) / (mel[band + 2] - mel[band + 1]));
        power += Math.max(0, share) * (re * re + im * im);
      }
      assertEquals(Math.log(1e-10 + power), fast[bands + band], 1e-4);
    }
  }

  @Test
  void tenSecondsAre999Steps() throws Exception {
    float[] spectra = new Spectrogram(44_100, 0.02, 0.01, 2).of(new Clip("long", 44_100, new float[441_000], 0));
    assertEquals(999, spectra.length / 2);
  }

  private static AudioSettings chirps(int clips, long seed, double loudness) {
    return new AudioSettings(null, "", "", "", clips, 0.25, RATE, loudness, seed, 0.02, 0.01, 8, true, 0.2, 0.2);
  }

  @Test
  void chirpsHaveBothClassesEverywhere_andAreHeard() throws Exception {
    SequenceSet set = AudioClips.read("chirps", chirps(40, 1, 6));
    assertEquals(8, set.inputs());
    assertEquals(List.of(24, 8, 8), List.of(set.train().size(), set.valid().size(), set.test().size()));
    double[] loud = new double[2];
    double sum = 0;
    for (Example e : set.train()) {
      float[] values = ((DenseSequence) e.inputs()).values();
      assertEquals(24 * 8, values.length);
      double mean = 0;
      for (float value : values) {
        mean += value / values.length;
      }
      loud[((BinarySequence) e.targets()).ones()[0]] += mean / 12;
      sum += mean;
    }
    assertEquals(0, sum, 1e-3); // standardised over the training split
    assertTrue(loud[1] > loud[0] + 0.1, Arrays.toString(loud));
    assertEquals(set.hash(), AudioClips.read("chirps", chirps(40, 1, 6)).hash());
    assertNotEquals(set.hash(), AudioClips.read("chirps", chirps(40, 2, 6)).hash());
  }

  private AudioSettings here(double test) {
    return new AudioSettings(folder, "labels.csv", "name", "heard", 0, 1, RATE, 0, 1, 0.02, 0.01, 4, false, 0.2, test);
  }

  private void write() throws Exception {
    StringBuilder table = new StringBuilder("name,heard\n");
    for (int i = 0; i < 10; i++) {
      wav("c" + i, tone(100 * (i + 1), 400), 16, 1, RATE);
      table.append('c').append(i).append(',').append(i % 2).append('\n');
    }
    Files.writeString(folder.resolve("labels.csv"), table);
  }

  @Test
  void aFolderIsReadByItsTable() throws Exception {
    write();
    SequenceSet set = AudioClips.read("mine", here(0.2));
    assertEquals(List.of(6, 2, 2), List.of(set.train().size(), set.valid().size(), set.test().size()));
    assertEquals(4, set.test().get(0).inputs().steps());
  }

  private void assertRefused(String expected) {
    String message = assertThrows(DataException.class, () -> AudioClips.read("mine", here(0.2))).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void refusesWhatIsDamaged() throws Exception {
    write();
    Path table = folder.resolve("labels.csv");
    String rows = Files.readString(table);
    Files.writeString(table, rows.replace("heard", "bird"));
    assertRefused("has no column heard but name, bird");
    Files.writeString(table, rows.replace("c3,1", "c3,2"));
    assertRefused("line 5, column heard: the cell is 2; it must be 0 or 1");
    Files.writeString(table, rows.replace("c3,1", "c2,1"));
    assertRefused("c2 stands in another row too");
    Files.writeString(table, rows.replace("c3,1", "../c3,1"));
    assertRefused("the cell is ../c3");
    Files.writeString(table, "name,heard\n");
    assertRefused("has no rows");
    Files.writeString(table, "name,heard\nc0,0\nc1,1\nc2,0\n");
    assertRefused("of the 3 clips, 2 have label 0");
    Files.writeString(table, rows);
    Path file = folder.resolve("c3.wav");
    byte[] good = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(good, good.length - 300));
    assertRefused("c3.wav: is truncated: it says that it has 400 samples, and has only 250");
    for (byte[] bad : List.of(new byte[0], Arrays.copyOf(good, 20), "not a sound at all".getBytes())) {
      Files.write(file, bad);
      assertRefused("c3.wav: is no WAV file that can be read");
    }
    byte[] huge = good.clone();
    ByteBuffer.wrap(huge).order(ByteOrder.LITTLE_ENDIAN).putInt(40, Integer.MAX_VALUE - 1);
    Files.write(file, huge);
    assertRefused("c3.wav: ");
    wav("c3", tone(100, 400), 16, 1, 2 * RATE);
    assertRefused("c3.wav: has 16000.0 samples a second, where the files before have 8000.0");
    wav("c3", tone(100, 100), 16, 1, RATE);
    assertRefused("clip c3 has 100 samples, fewer than one window of 160");
    Files.delete(file);
    assertRefused("c3.wav: no such file, though the table of labels names it");
    Files.delete(table);
    assertRefused("set task.labels to its name");
    assertThrows(IllegalArgumentException.class, () -> here(0.8));
  }
}
