package dev.rondo.core.data;

import dev.rondo.core.data.SequenceSet.Example;
import dev.rondo.core.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** MNIST pixel by pixel (papers 002 and 004): sequences [784 / p, p] over shared bytes; the target is the digit, one step of ten. */
final class MnistSequences {
  private static final int DIGITS = 10;
  private static final double MEAN = 0.1307;
  private static final double DEVIATION = 0.3081;

  private final MnistSettings settings;
  private final int[] order;
  private final float scale;
  private final float shift;
  private final List<Sequence> targets;

  private MnistSequences(MnistSettings settings) {
    this.settings = settings;
    order = settings.permuted()
        ? new RandomStream(settings.permutationSeed(), "mnist-permutation").permutation(MnistImages.PIXELS) : null;
    scale = (float) (settings.standard() ? 1 / (255 * DEVIATION) : 1 / 255.0);
    shift = (float) (settings.standard() ? -MEAN / DEVIATION : 0);
    targets = IntStream.range(0, DIGITS)
        .<Sequence>mapToObj(digit -> BinarySequence.oneHot(DIGITS, new char[] {(char) digit})).toList();
  }

  /** @throws DataException when there are fewer pictures than the settings ask for */
  static SequenceSet of(MnistImages images, MnistSettings settings) throws DataException {
    MnistSequences sequences = new MnistSequences(settings);
    int all = images.trainLabels().length;
    int valid = atMost("valid-images", settings.valid(), all - 1, "training");
    int train = settings.train() == 0 ? all - valid : atMost("train-images", settings.train(), all - valid, "training");
    int tests = images.testLabels().length;
    int test = settings.test() == 0 ? tests : atMost("test-images", settings.test(), tests, "test");
    int[] places = IntStream.range(0, all).toArray();
    if (!settings.lastAreValid()) {
      places = new RandomStream(settings.splitSeed(), "mnist-split").permutation(all);
      // The file's own order within each part: who draws another number of pictures gets the same ones first.
      Arrays.sort(places, 0, all - valid);
      Arrays.sort(places, all - valid, all);
    }
    return ContentHash.complete(
        MnistSettings.NAME, settings.pixelsPerStep(), DIGITS,
        sequences.examples(images.train(), images.trainLabels(), Arrays.copyOf(places, train)),
        sequences.examples(images.train(), images.trainLabels(), Arrays.copyOfRange(places, all - valid, all)),
        sequences.examples(images.test(), images.testLabels(), IntStream.range(0, test).toArray()),
        OptionalDouble.empty());
  }

  private static int atMost(String setting, int wanted, int there, String file) throws DataException {
    if (wanted > there) {
      throw new DataException("task." + setting + " is " + wanted + ", but of the pictures in MNIST's " + file + " file only "
          + Math.max(there, 0) + " are left for it; set task." + setting + " to that or less");
    }
    return wanted;
  }

  private List<Example> examples(byte[] pixels, byte[] labels, int[] places) {
    int p = settings.pixelsPerStep();
    return Arrays.stream(places)
        .mapToObj(i -> new Example(
            new ByteSequence(pixels, i * MnistImages.PIXELS, MnistImages.PIXELS / p, p, order, scale, shift),
            targets.get(labels[i])))
        .toList();
  }
}
