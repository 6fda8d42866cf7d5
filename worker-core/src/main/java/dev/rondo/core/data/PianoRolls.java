package dev.rondo.core.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;

/**
 * Piano rolls in any form that is read, told apart by what a file begins with and not by its name: the MATLAB files of
 * Boulanger-Lewandowski et al. ({@link MatlabPianoRolls}), Python pickles ({@link PicklePianoRolls}), and folders of MIDI files
 * ({@link MidiFolder}). All become sequences [T, 88]; key k is the MIDI note 21 + k, A0 to C8.
 */
public final class PianoRolls {
  /** Keys of a piano. */
  public static final int KEYS = 88;

  /** MIDI number of the lowest key. */
  static final int LOWEST = 21;

  private PianoRolls() {}

  /** What a file or folder holds. */
  public enum Form {
    MATLAB,
    PICKLE,
    MIDI;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Which form a file or folder has.
     *
     * @throws DataException when it is missing, cannot be read, or is none of them
     */
    public static Form of(Path path) throws DataException {
      if (Files.isDirectory(path)) {
        return MIDI;
      }
      byte[] start = start(path);
      String text = new String(start, StandardCharsets.ISO_8859_1);
      if (text.startsWith("MThd")) {
        throw new DataException(path + ": is a single MIDI file; a folder of such files is needed, to be split into training,"
            + " validation and test; give its folder");
      }
      // Binary pickles begin with their protocol; the old text form with a dict or list.
      if (start.length > 1 && start[0] == (byte) 0x80 && start[1] >= 2 && start[1] <= 5 || text.matches("(?s)(\\([dl]|\\}q).*")) {
        return PICKLE;
      }
      if (text.startsWith("MATLAB") || text.startsWith("\u0089HDF")) {
        return MATLAB;
      }
      // What a damaged file was meant to be only its name says; its reader then says what is wrong with it.
      String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
      if (name.endsWith(".mat")) {
        return MATLAB;
      }
      if (name.endsWith(".pkl") || name.endsWith(".pickle")) {
        return PICKLE;
      }
      throw new DataException(path + ": is neither a MATLAB file nor a Python pickle nor a folder of MIDI files; it begins with "
          + (start.length == 0 ? "nothing: it is empty" : Table.shown(text)) + "; give one of these, or for a table of numbers"
          + " take task.kind = sequences");
    }

    private static byte[] start(Path path) throws DataException {
      if (!Files.exists(path)) {
        throw new DataException(path + ": no such file or folder; a MATLAB file or a Python pickle of piano rolls, or a folder of"
            + " MIDI files, is expected there");
      }
      try (InputStream in = Files.newInputStream(path)) {
        return in.readNBytes(8);
      } catch (IOException e) {
        throw new DataException(path + ": cannot be read: " + e + "; check its permissions", e);
      }
    }
  }

  /**
   * Reads piano rolls of any form.
   *
   * @param midi how MIDI files are read and split; unused for other forms
   * @throws DataException when they are missing, damaged or of another form
   */
  public static SequenceSet read(Path path, String name, MidiSettings midi) throws DataException {
    return switch (Form.of(path)) {
      case MATLAB -> MatlabPianoRolls.read(path, name);
      case PICKLE -> PicklePianoRolls.read(path, name);
      case MIDI -> MidiFolder.read(path, name, midi);
    };
  }

  /** Where step t's key stands in the set of bits that {@link #roll} takes. */
  static int at(int t, int key) {
    return t * KEYS + key;
  }

  /** A roll [steps, 88] from the keys that sound. */
  static BinarySequence roll(BitSet keys, int steps) {
    int[] starts = new int[steps + 1];
    char[] ones = new char[keys.cardinality()];
    int count = 0;
    for (int bit = keys.nextSetBit(0); bit >= 0; bit = keys.nextSetBit(bit + 1)) {
      ones[count++] = (char) (bit % KEYS);
      starts[bit / KEYS + 1] = count;
    }
    // Steps without any key end where the step before ended.
    for (int t = 1; t <= steps; t++) {
      starts[t] = Math.max(starts[t], starts[t - 1]);
    }
    return new BinarySequence(KEYS, starts, Arrays.copyOf(ones, count));
  }
}
