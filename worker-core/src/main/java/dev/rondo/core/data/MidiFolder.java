package dev.rondo.core.data;

import dev.rondo.core.data.SequenceSet.Example;
import dev.rondo.spec.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder of MIDI files, with all its sub-folders, as a data set: one sequence a file, in the order of their paths below the
 * folder. Sub-folders {@code train}, {@code valid} and {@code test} decide the split where all three exist; else each file's path
 * and the seed decide, so that more files never move one. Files that do not end in .mid or .midi are passed over.
 */
final class MidiFolder {
  private static final List<String> SPLITS = List.of("train", "valid", "test");

  private MidiFolder() {}

  static SequenceSet read(Path folder, String name, MidiSettings settings) throws DataException {
    SortedMap<String, Path> files = files(folder);
    if (files.isEmpty()) {
      throw new DataException(folder + ": holds no file that ends in .mid or .midi; check the path");
    }
    List<String> named = SPLITS.stream().filter(split -> Files.isDirectory(folder.resolve(split))).toList();
    if (!named.isEmpty() && named.size() < SPLITS.size()) {
      throw new DataException(folder + ": has the sub-folders " + String.join(" and ", named) + ", but not all of "
          + String.join(", ", SPLITS) + "; make those that are missing, or rename these to have the files split by shares");
    }
    Map<String, List<Example>> splits = new HashMap<>();
    SPLITS.forEach(split -> splits.put(split, new ArrayList<>()));
    for (Map.Entry<String, Path> file : files.entrySet()) {
      String split = named.isEmpty() ? drawn(file.getKey(), settings) : file.getKey().replaceFirst("/.*", "");
      if (!SPLITS.contains(split)) {
        throw new DataException(file.getValue() + ": lies in none of the sub-folders " + String.join(", ", SPLITS)
            + ", which decide the split; move it into one of them");
      }
      splits.get(split).add(new Example(MidiFile.read(file.getValue(), settings.stepsPerBeat()), null));
    }
    for (String split : SPLITS) {
      if (splits.get(split).isEmpty()) {
        throw new DataException(folder + ": none of its " + files.size() + " MIDI files is in the split " + split + "; each of "
            + String.join(", ", SPLITS) + " needs one; add files, or take other shares or another seed");
      }
    }
    return ContentHash.complete(name, PianoRolls.KEYS, PianoRolls.KEYS, List.copyOf(splits.get("train")),
        List.copyOf(splits.get("valid")), List.copyOf(splits.get("test")), OptionalDouble.empty());
  }

  private static String drawn(String path, MidiSettings settings) {
    double u = Seeds.unit(settings.seed(), "split/" + path);
    double train = 1 - settings.validShare() - settings.testShare();
    return u < train ? "train" : u < train + settings.validShare() ? "valid" : "test";
  }

  /** By their paths below the folder, which have {@code /} on every system. */
  private static SortedMap<String, Path> files(Path folder) throws DataException {
    SortedMap<String, Path> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(MidiFolder::midi).forEach(file -> files.put(
          folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/"), file));
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new DataException(folder + ": the folder cannot be read: " + e + "; check its permissions", e);
    }
    return files;
  }

  private static boolean midi(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    boolean hidden = name.startsWith("."); // such as the ._x.mid that macOS leaves beside x.mid
    return !hidden && (name.endsWith(".mid") || name.endsWith(".midi")) && Files.isRegularFile(file);
  }
}
