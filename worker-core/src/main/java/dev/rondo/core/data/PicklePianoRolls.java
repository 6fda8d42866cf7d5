package dev.rondo.core.data;

import dev.rondo.core.data.SequenceSet.Example;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import net.razorvine.pickle.PickleException;

/**
 * Piano rolls as a Python pickle: a dict with the keys {@code train}, {@code valid} and {@code test}, each a list of sequences,
 * each a list of steps, each a tuple, list or set of the MIDI notes that sound, 21 to 108. Nothing but such plain things is read,
 * see {@link PlainUnpickler}. Places are named as in Python: {@code train[0][4]} is the fifth step of the first sequence.
 */
final class PicklePianoRolls {
  private static final List<String> SPLITS = List.of("train", "valid", "test");
  private static final String FORM = "; a dict with train, valid and test is needed, each a list of sequences, each a list of"
      + " steps, each a tuple of MIDI notes; write the file again in that form";

  private final Path file;
  private long room = Runtime.getRuntime().maxMemory() / 128;

  private PicklePianoRolls(Path file) {
    this.file = file;
  }

  /**
   * Reads the file; inputs are {@link BinarySequence}s [T, 88], targets the next step.
   *
   * @throws DataException when the file is missing, damaged, or does not hold what is said above
   */
  static SequenceSet read(Path file, String name) throws DataException {
    Map<?, ?> splits = new PicklePianoRolls(file).load();
    PicklePianoRolls reader = new PicklePianoRolls(file);
    return ContentHash.complete(name, PianoRolls.KEYS, PianoRolls.KEYS, reader.split(splits, "train"),
        reader.split(splits, "valid"), reader.split(splits, "test"), OptionalDouble.empty());
  }

  private Map<?, ?> load() throws DataException {
    String cure = "; fetch the file again, or write it again as plain lists of numbers";
    byte[] bytes;
    try {
      // A file stands in memory once; what it becomes is bounded by the number of its codes.
      if (Files.size(file) > Math.min(Integer.MAX_VALUE / 2, Runtime.getRuntime().maxMemory() / 6)) {
        throw new DataException(file + ": has " + Files.size(file) + " bytes, for which there is no memory; give more with"
            + " RONDO_JAVA_OPTS=-Xmx8g");
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e + "; check the file's permissions", e);
    }
    PlainUnpickler unpickler = new PlainUnpickler(bytes);
    try {
      if (unpickler.read() instanceof Map<?, ?> map) {
        return map;
      }
    } catch (PickleException e) {
      throw new DataException(file + ": at byte " + unpickler.position() + ", the pickle " + e.getMessage() + cure, e);
    } catch (EOFException e) {
      throw new DataException(file + ": the pickle is truncated: it ends at byte " + bytes.length + cure, e);
    } catch (IOException e) {
      throw new DataException(
          file + ": the pickle is truncated or damaged at byte " + unpickler.position() + ": " + e.getMessage() + cure, e);
    } catch (RuntimeException e) {
      // The library meets a stack that is not as its codes need it.
      throw new DataException(file + ": the pickle is damaged at byte " + unpickler.position() + cure, e);
    }
    throw new DataException(file + ": is a pickle, but not of a dict" + FORM);
  }

  private List<Example> split(Map<?, ?> splits, String split) throws DataException {
    Object value = splits.get(split);
    if (value == null) {
      throw new DataException(file + ": has no " + split + "; its keys are "
          + splits.keySet().stream().map(key -> Table.shown(String.valueOf(key))).sorted().limit(20).toList() + FORM);
    }
    Collection<?> sequences = collection(value, split);
    if (sequences.isEmpty()) {
      throw new DataException(file + ": " + split + " is empty; each of " + String.join(", ", SPLITS)
          + " needs at least one sequence; put sequences into it");
    }
    List<Example> examples = new ArrayList<>();
    for (Object sequence : sequences) {
      examples.add(new Example(roll(sequence, split + "[" + examples.size() + "]"), null));
    }
    return List.copyOf(examples);
  }

  private BinarySequence roll(Object value, String where) throws DataException {
    Collection<?> steps = collection(value, where);
    if (steps.size() < 2) {
      throw new DataException(file + ": " + where + " has " + steps.size() + (steps.size() == 1 ? " step" : " steps")
          + "; a sequence needs at least 2, since every step predicts the next; leave this sequence out");
    }
    take(steps.size(), where);
    BitSet keys = new BitSet();
    int t = 0;
    for (Object step : steps) {
      Collection<?> notes = collection(step, where + "[" + t + "]");
      take(notes.size(), where);
      for (Object note : notes) {
        keys.set(PianoRolls.at(t, key(note, where + "[" + t + "]")));
      }
      t++;
    }
    return PianoRolls.roll(keys, steps.size());
  }

  /** A list that stands in many places of a small file would take memory in each. */
  private void take(int count, String where) throws DataException {
    room -= count;
    if (room < 0) {
      throw new DataException(file + ": at " + where + ", more steps and notes than there is memory for; give more with"
          + " RONDO_JAVA_OPTS=-Xmx8g, or take fewer sequences");
    }
  }

  private int key(Object note, String where) throws DataException {
    if (!(note instanceof Integer || note instanceof Long)) {
      throw new DataException(file + ": " + where + " has " + kind(note) + " where a MIDI note should be" + FORM);
    }
    long number = ((Number) note).longValue();
    if (number < PianoRolls.LOWEST || number >= PianoRolls.LOWEST + PianoRolls.KEYS) {
      throw new DataException(file + ": " + where + " has the note " + number + "; only the MIDI notes 21 to 108, A0 to C8, are"
          + " keys of a piano; leave it out or move it by octaves");
    }
    return (int) number - PianoRolls.LOWEST;
  }

  private Collection<?> collection(Object value, String where) throws DataException {
    if (value instanceof Object[] tuple) {
      return Arrays.asList(tuple);
    }
    if (value instanceof Collection<?> collection) {
      return collection;
    }
    throw new DataException(file + ": " + where + " is " + kind(value) + ", not a list or tuple" + FORM);
  }

  private static String kind(Object value) {
    return value == null ? "None"
        : value instanceof Number number ? "the number " + number
            : value instanceof String text ? "the string " + Table.shown(text)
                : value instanceof Object[] ? "a tuple" : value instanceof Collection<?> ? "a list" : "a " + "value of another kind";
  }
}
