package dev.rondo.core.task;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.data.DataException;
import dev.rondo.core.data.SequenceSet;
import dev.rondo.spec.Params;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Data and what is asked of a network on it.
 *
 * @param kind as in the spec
 * @param data the data set, shared and read-only
 * @param train what is trained on
 * @param valid what selects the best epoch
 * @param test what is reported at that epoch
 * @param loss that suits the targets
 */
public record Task(String kind, SequenceSet data, Split train, Split valid, Split test, Loss loss) {
  /** Every kind, by its name in a spec. */
  public enum Kind {
    POLYPHONIC_MUSIC(PolyphonicMusic::load),
    PIANO_ROLLS(PolyphonicMusic::loadOwn),
    SEQUENCES(SequenceTables::load);

    private final Loader loader;

    Kind(Loader loader) {
      this.loader = loader;
    }

    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Prepares a task. */
  @FunctionalInterface
  interface Loader {
    Task load(Params settings, Path dataRoot) throws DataException;
  }

  /**
   * The task of these settings.
   *
   * @param dataRoot folder of the data sets; null when none was given
   * @throws DataException when data is missing or damaged
   */
  public static Task of(Params params, Path dataRoot) throws DataException {
    return Kind.valueOf(params.kind().toUpperCase(Locale.ROOT).replace('-', '_')).loader.load(params, dataRoot);
  }
}
