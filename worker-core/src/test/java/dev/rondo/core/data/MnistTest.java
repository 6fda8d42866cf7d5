package dev.rondo.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
  private static final int TRAIN = 6;
  private static final int TEST = 3;

  @TempDir private Path root;

  private static byte[] idx(int magic, int[] sizes, byte[] values) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(magic);
    for (int size : sizes) {
      out.writeInt(size);
    }
    out.write(values);
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  /** Picture i has the bytes i, i + 1, ... and the digit i. */
  private static byte[] pictures(int n) throws IOException {
    byte[] values = new byte[n * 784];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i / 784 + i % 784);
    }
    return idx(0x803, new int[] {n, 28, 28}, values);
  }

  private static byte[] digits(int n) throws IOException {
    byte[] values = new byte[n];
    IntStream.range(0, n).forEach(i -> values[i] = (byte) i);
    return idx(0x801, new int[] {n}, values);
  }

  private Path write() throws IOException {
    Path folder = Files.createDirectories(root.resolve("mnist"));
    Files.write(folder.resolve("train-images-idx3-ubyte.gz"), gzip(pictures(TRAIN)));
    Files.write(folder.resolve("train-labels-idx1-ubyte"), digits(TRAIN)); // decompressed
    Files.write(folder.resolve("t10k-images-idx3-ubyte.gz"), gzip(pictures(TEST)));
    Files.write(folder.resolve("t10k-labels-idx1-ubyte.gz"), gzip(digits(TEST)));
    return folder;
  }

  private static MnistSettings settings(int p, boolean standard, boolean permuted, boolean last, int train) {
    return new MnistSettings(p, standard, permuted, 5, last, 7, train, 2, 0);
  }

  private static float[] all(Sequence s) {
    float[] values = new float[s.steps() * s.width()];
    for (int t = 0; t < s.steps(); t++) {
      s.copyStep(t, values, t * s.width());
    }
    return values;
  }

  private static int[] digits(SequenceSet set, int split) {
    return (split == 0 ? set.train() : split == 1 ? set.valid() : set.test()).stream()
        .mapToInt(e -> ((BinarySequence) e.targets()).ones()[0]).toArray();
  }

  @Test
  void pixelsStandRowByRow_theLastForValidation() throws Exception {
    write();
    SequenceSet set = DataSets.load(settings(1, false, false, true, 3), root);
    assertEquals(1, set.inputs());
    assertEquals(10, set.outputs());
    assertArrayEquals(new int[] {0, 1, 2}, digits(set, 0));
    assertArrayEquals(new int[] {4, 5}, digits(set, 1));
    assertArrayEquals(new int[] {0, 1, 2}, digits(set, 2));
    Sequence second = set.train().get(1).inputs();
    assertEquals(784, second.steps());
    float[] pixels = all(second);
    assertEquals(1 / 255f, pixels[0], 1e-7);
    assertEquals(255 / 255f, pixels[254], 1e-7);
    assertEquals(0, pixels[255]);
    Sequence wide = DataSets.load(settings(28, false, false, true, 3), root).train().get(1).inputs();
    assertEquals(28, wide.steps());
    assertArrayEquals(pixels, all(wide));
    float[] standard = all(DataSets.load(settings(1, true, false, true, 3), root).train().get(1).inputs());
    assertEquals((1 / 255.0 - 0.1307) / 0.3081, standard[0], 1e-6);
    assertEquals((1 - 0.1307) / 0.3081, standard[254], 1e-6);
  }

  @Test
  void onePermutationForAllPictures_sharedInMemory() throws Exception {
    write();
    SequenceSet plain = DataSets.load(settings(1, false, false, true, 0), root);
    SequenceSet permuted = DataSets.load(settings(1, false, true, true, 0), root);
    ByteSequence a = (ByteSequence) permuted.train().get(0).inputs();
    ByteSequence b = (ByteSequence) permuted.test().get(2).inputs();
    assertSame(a.order(), b.order());
    assertSame(((ByteSequence) plain.train().get(0).inputs()).values(), a.values());
    float[] picture = all(plain.test().get(2).inputs());
    float[] moved = all(b);
    assertFalse(picture, moved);
    for (int i = 0; i < 784; i++) {
      assertEquals(picture[b.order()[i]], moved[i]);
    }
    assertNotEquals(plain.hash(), permuted.hash());
  }

  private static void assertFalse(float[] a, float[] b) {
    assertTrue(!Arrays.equals(a, b), "the pixels stand where they stood");
  }

  @Test
  void aRandomSplitLosesNoPicture() throws Exception {
    write();
    SequenceSet set = DataSets.load(settings(1, false, false, false, 0), root);
    int[] both = IntStream.concat(Arrays.stream(digits(set, 0)), Arrays.stream(digits(set, 1))).sorted().toArray();
    assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5}, both);
    assertEquals(2, set.valid().size());
    String message = assertThrows(
        DataException.class, () -> DataSets.load(settings(1, false, false, false, 5), root)).getMessage();
    assertTrue(message.contains("task.train-images is 5") && message.contains("only 4"), message);
    String steps = assertThrows(IllegalArgumentException.class, () -> settings(5, false, false, true, 0)).getMessage();
    assertTrue(steps.contains("task.pixels-per-step is 5"), steps);
  }

  private void assertRefused(String expected, byte[] trainLabels) throws IOException {
    Path file = root.resolve("mnist/train-labels-idx1-ubyte");
    Files.write(file, trainLabels);
    String message = assertThrows(DataException.class, () -> DataSets.load(MnistSettings.DEFAULT, root)).getMessage();
    assertTrue(message.startsWith(file + ": ") && message.contains(expected), message);
  }

  @Test
  void refusesWhatIsDamaged() throws Exception {
    write();
    byte[] good = digits(TRAIN);
    assertRefused("is truncated: it ends within its header", new byte[0]);
    assertRefused("is truncated: it ends within its header", Arrays.copyOf(good, 6));
    assertRefused("is truncated: it says that it has 6 items, and has only 4", Arrays.copyOf(good, good.length - 2));
    assertRefused("goes on after the 6 items", Arrays.copyOf(good, good.length + 1));
    assertRefused("begins with 00000803", idx(0x803, new int[] {6}, new byte[6]));
    assertRefused("begins with 3c68746d", "<html>not found</html>".getBytes());
    assertRefused("says that it has 2147483647 items", idx(0x801, new int[] {Integer.MAX_VALUE}, new byte[6]));
    assertRefused("says that it has -1 items", idx(0x801, new int[] {-1}, new byte[6]));
    assertRefused("has 5 labels for the 6 pictures", digits(5));
    assertRefused("label 5 is 255", idx(0x801, new int[] {6}, new byte[] {0, 1, 2, 3, 4, -1}));
    byte[] packed = gzip(good);
    assertRefused("is truncated", Arrays.copyOf(packed, packed.length - 9));
    packed[packed.length - 6] ^= 1; // of the checksum
    assertRefused("compressed data is damaged", packed);
    Files.delete(root.resolve("mnist/t10k-labels-idx1-ubyte.gz"));
    String message = assertThrows(DataException.class, () -> DataSets.load("mnist", root)).getMessage();
    assertTrue(message.contains("t10k-labels-idx1-ubyte.gz, which are neither all in") && message.contains("--data DIR"), message);
  }

  @Test
  void theRealFilesAreThere() throws Exception {
    RealData.file("mnist/train-images-idx3-ubyte.gz");
    MnistSettings few = new MnistSettings(1, true, false, 1, false, 1, 1000, 10_000, 0);
    SequenceSet set = DataSets.load(few, RealData.root());
    assertEquals(1000, set.train().size());
    assertEquals(10_000, set.valid().size());
    assertEquals(10_000, set.test().size());
    assertEquals(1135, Arrays.stream(digits(set, 2)).filter(digit -> digit == 1).count());
    double sum = 0;
    for (SequenceSet.Example e : set.train()) {
      for (float value : all(e.inputs())) {
        sum += value;
      }
    }
    assertEquals(0, sum / 784_000, 0.02);
  }
}
