package dev.rondo.core.task;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.data.DataException;
import dev.rondo.core.data.SequenceSet;
import dev.rondo.core.metric.Metric;
import dev.rondo.spec.Params;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.IntFunction;

/**
 * Data and what is asked of a network on it.
 *
 * @param kind as in the spec
 * @param data the data set, shared and read-only
 * @param train what is trained on
 * @param valid what selects the best epoch
 * @param test what is reported at that epoch
 * @param loss that suits the targets
 * @param metrics what is told beside the loss
 * @param trivialTest the test loss of the best constant prediction, where that is known
 * @param generator makes the training split of an epoch, of the same size and longest sequence as {@code train}, which is that of
 *     epoch 1; null when every epoch trains on the same
 */
public record Task(
    String kind, SequenceSet data, Split train, Split valid, Split test, Loss loss, List<Metric.Kind> metrics,
    OptionalDouble trivialTest, IntFunction<Split> generator) {
  /** One that trains on the same examples in every epoch, and is measured by its loss alone. */
  public Task(String kind, SequenceSet data, Split train, Split valid, Split test, Loss loss) {
    this(kind, data, train, valid, test, loss, List.of(), OptionalDouble.empty(), null);
  }

  /** Every kind, by its name in a spec. */
  public enum Kind {
    POLYPHONIC_MUSIC(PolyphonicMusic::load),
    PIANO_ROLLS(PolyphonicMusic::loadOwn),
    SEQUENCES(SequenceTables::load),
    ADDITION(MarkedPairs::addition),
    MULTIPLICATION(MarkedPairs::multiplication),
    XOR(MarkedPairs::xor),
    TEMPORAL_ORDER(TemporalOrder::ofTwo),
    TEMPORAL_ORDER_3(TemporalOrder::ofThree),
    ADDING(Adding::load),
    ADDING_CLASSES(AddingClasses::load),
    COPY(CopyMemory::load),
    SINE(Sine::load),
    MACKEY_GLASS(MackeyGlass::load),
    MNIST(SequentialMnist::load),
    PENN_TREEBANK(Characters::load),
    SST2(Sentences::load),
    AUDIO_CLIPS(AudioDetection::load);

    private final Loader loader;

    Kind(Loader loader) {
      this.loader = loader;
    }

    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What is trained on in an epoch, from 1. */
  public Split train(int epoch) {
    return generator == null ? train : generator.apply(epoch);
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
