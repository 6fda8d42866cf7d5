package dev.rondo.core.data.audio;

import dev.rondo.core.data.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/** Reads WAV files by Java's own reader: linear samples of 8, 16, 24 or 32 bits, or of 32 bits with a point; channels are averaged. */
final class WavFile {
  /** Longer ones are no clips: a minute at 192 kHz in 8 channels is less than a quarter of this. */
  private static final long BYTES = 1L << 30;

  private WavFile() {}

  /** @throws DataException when the file is missing, damaged or of another form */
  static Clip read(Path file, String name, int label) throws DataException {
    if (!Files.isRegularFile(file)) {
      throw new DataException(file + ": no such file, though the table of labels names it; add it, or leave its row out");
    }
    try (AudioInputStream in = AudioSystem.getAudioInputStream(file.toFile())) {
      AudioFormat format = in.getFormat();
      check(file, format);
      long frames = in.getFrameLength();
      if (frames < 1 || frames > BYTES / format.getFrameSize()) {
        throw new DataException(file + ": says that it has " + frames + " samples; a clip has at least one and at most "
            + BYTES / format.getFrameSize() + "; get the file anew");
      }
      byte[] bytes = in.readNBytes((int) frames * format.getFrameSize());
      if (bytes.length < frames * format.getFrameSize()) {
        throw new DataException(file + ": is truncated: it says that it has " + frames + " samples, and has only "
            + bytes.length / format.getFrameSize() + "; get the file anew");
      }
      return new Clip(name, format.getFrameRate(), samples(format, bytes), label);
    } catch (UnsupportedAudioFileException | IOException | RuntimeException e) {
      // Java's reader answers some damaged headers with exceptions of the kinds that mistakes in programs cause.
      throw new DataException(file + ": is no WAV file that can be read (" + e.getMessage() + "); linear samples of 8, 16, 24 or"
          + " 32 bits are; convert the file, or get it anew", e);
    }
  }

  private static void check(Path file, AudioFormat format) throws DataException {
    int bits = format.getSampleSizeInBits();
    Encoding encoding = format.getEncoding();
    boolean whole = (encoding.equals(Encoding.PCM_SIGNED) || encoding.equals(Encoding.PCM_UNSIGNED) && bits == 8)
        && (bits == 8 || bits == 16 || bits == 24 || bits == 32);
    boolean point = encoding.equals(Encoding.PCM_FLOAT) && bits == 32;
    int channels = format.getChannels();
    if (!whole && !point || channels < 1 || format.getFrameSize() != channels * bits / 8) {
      throw new DataException(file + ": has samples of the form " + format + "; linear samples of 8, 16, 24 or 32 bits are read;"
          + " convert the file");
    }
    if (!(format.getFrameRate() >= 100 && format.getFrameRate() <= 1e6)) {
      throw new DataException(
          file + ": has " + format.getFrameRate() + " samples a second; 100 to 1,000,000 are expected; get the file anew");
    }
  }

  private static float[] samples(AudioFormat format, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(format.isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int channels = format.getChannels();
    float[] samples = new float[bytes.length / format.getFrameSize()];
    for (int i = 0; i < samples.length; i++) {
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        sum += sample(format, in);
      }
      samples[i] = (float) (sum / channels);
    }
    return samples;
  }

  private static double sample(AudioFormat format, ByteBuffer in) {
    return switch (format.getSampleSizeInBits()) {
      case 8 -> (format.getEncoding().equals(Encoding.PCM_UNSIGNED) ? (in.get() & 0xFF) - 128 : in.get()) * 0x1p-7;
      case 16 -> in.getShort() * 0x1p-15;
      case 24 -> {
        int a = in.get() & 0xFF;
        int b = in.get() & 0xFF;
        int c = in.get() & 0xFF;
        yield (format.isBigEndian() ? a << 24 | b << 16 | c << 8 : c << 24 | b << 16 | a << 8) * 0x1p-31;
      }
      default -> format.getEncoding().equals(Encoding.PCM_FLOAT) ? finite(in.getFloat()) : in.getInt() * 0x1p-31;
    };
  }

  private static double finite(float value) {
    return Float.isFinite(value) ? value : 0;
  }
}
