package dev.rondo.core.data;

import static dev.rondo.core.data.MatFixtures.roll;
import static dev.rondo.core.data.MatFixtures.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.rondo.core.data.SequenceSet.Example;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;

class MatlabPianoRollsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsWhatMflWrites(boolean compressed) throws Exception {
    SequenceSet set = MatlabPianoRolls.read(MatFixtures.write(folder, "ok.mat", MatFixtures.sound(), compressed), "x");
    assertEquals(List.of("x", 88, 88, 2, 1, 1), List.of(set.name(), set.inputs(), set.outputs(), set.train().size(),
        set.valid().size(), set.test().size()));
    Example second = set.train().get(1);
    assertNull(second.targets());
    BinarySequence roll = (BinarySequence) second.inputs();
    assertArrayEquals(new int[] {0, 2, 4, 6, 8, 10}, roll.starts());
    assertArrayEquals(new char[] {0, 40, 1, 41, 2, 42, 3, 43, 4, 44}, roll.ones());
    assertEquals(2, set.valid().get(0).inputs().steps());
  }

  @Test
  void readsEveryNumberClassAndLogical() throws Exception {
    for (MatlabType type : List.of(MatlabType.Int8, MatlabType.UInt8, MatlabType.Int16, MatlabType.UInt16,
        MatlabType.Int32, MatlabType.UInt32, MatlabType.Int64, MatlabType.UInt64, MatlabType.Single,
            MatlabType.Double)) {
      assertEquals(3, read(MatFixtures.withTrain(row(roll(3, type)))).train().get(0).inputs().steps(), type.name());
    }
    Matrix logical = Mat5.newLogical(2, 88);
    logical.setBoolean(1, 5, true);
    BinarySequence read = (BinarySequence) read(MatFixtures.withTrain(row(logical))).train().get(0).inputs();
    assertArrayEquals(new char[] {5}, read.ones());
  }

  @Test
  void growsForDenseRolls() throws Exception {
    Matrix all = Mat5.newMatrix(3, 88, MatlabType.UInt8);
    for (int i = 0; i < 3 * 88; i++) {
      all.setByte(i, (byte) 1);
    }
    BinarySequence read = (BinarySequence) read(MatFixtures.withTrain(row(all))).train().get(0).inputs();
    assertEquals(3 * 88, read.ones().length);
  }

  /** The published losses were computed with another count for notes that never sound, so the last digit may differ. */
  @ParameterizedTest
  @CsvSource({"JSB_Chorales, 11.09", "Nottingham, 10.26", "Piano_midi, 11.05", "MuseData, 11.52"})
  void realFilesHaveTheKnownMarginalLoss(String name, double loss) throws Exception {
    SequenceSet set = MatlabPianoRolls.read(RealData.file("music/" + name + ".mat"), name);
    assertEquals(loss, MarginalLoss.of(set), 0.01);
  }

  /** Sequences, steps, notes in thousandths a step, chunks of at most 100: train, valid, test. */
  @ParameterizedTest
  @CsvSource({
    "JSB_Chorales, 229 76 77, 13807 4602 4725, 3898 3870 3887, 243 83 84",
    "Nottingham, 694 173 170, 176561 45513 44463, 3961 3959 3990, 1994 513 499",
    "Piano_midi, 87 12 25, 75911 8540 19036, 3044 3235 2945, 802 90 201",
    "MuseData, 524 135 124, 245202 82755 64339, 3493 3479 3293, 2719 894 700"})
  void realFilesHaveThePublishedCounts(String name, String sequences, String steps, String notes, String chunks)
      throws Exception {
    SequenceSet set = MatlabPianoRolls.read(RealData.file("music/" + name + ".mat"), name);
    List<List<Example>> splits = List.of(set.train(), set.valid(), set.test());
    for (int i = 0; i < 3; i++) {
      long total = splits.get(i).stream().mapToLong(e -> e.inputs().steps()).sum();
      long ones = splits.get(i).stream().mapToLong(e -> ((BinarySequence) e.inputs()).ones().length).sum();
      assertEquals(number(sequences, i), splits.get(i).size());
      assertEquals(number(steps, i), total);
      assertEquals(number(notes, i), Math.round(1000.0 * ones / total));
      assertEquals(number(chunks, i), Chunks.of(splits.get(i), 100).size());
    }
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    refused(folder.resolve("none.mat"), "no such file");
    refused(folder, "is a folder");
    refused(file(new byte[0]), "is empty (0 bytes)");
    refused(file("id,step,x\n1,1,1\n".getBytes(StandardCharsets.UTF_8)), "is not a MATLAB file");
    refused(file("MATLAB 5".getBytes(StandardCharsets.UTF_8)), "is truncated");
    byte[] hdf = new byte[600];
    System.arraycopy("MATLAB 7.3 MAT-file".getBytes(StandardCharsets.UTF_8), 0, hdf, 0, 19);
    refused(file(hdf), "v7.3");
    byte[] bare = Arrays.copyOf(new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'}, 600);
    refused(file(bare), "HDF5");
    refused(file(MatFixtures.header()), "has no variable traindata; it has no variables at all");
    byte[] noOrder = MatFixtures.header();
    noOrder[126] = 'X';
    refused(file(noOrder), "byte order");
    refused(Mat5.newMatFile().addArray("train", row(roll(2, MatlabType.UInt8))).addArray("zz", Mat5.newScalar(1)),
        "has no variable traindata; it has train, zz");
    refused(MatFixtures.withTrain(roll(2, MatlabType.UInt8)), "traindata is of class uint8, not a cell array");
    refused(MatFixtures.withTrain(Mat5.newCell(0, 0)), "traindata is an empty cell array");
    refused(MatFixtures.withTrain(Mat5.newCell(2, 2)), "a cell array of size 2 x 2");
    refused(MatFixtures.withTrain(row(roll(2, MatlabType.UInt8), Mat5.newString("abc"))),
        "traindata{2} is of class char");
    refused(MatFixtures.withTrain(row(Mat5.newMatrix(3, 87, MatlabType.UInt8))), "traindata{1} is of size 3 x 87");
    refused(MatFixtures.withTrain(row(Mat5.newMatrix(88, 3, MatlabType.UInt8))), "transposed");
    refused(MatFixtures.withTrain(row(Mat5.newMatrix(new int[] {3, 88, 2}, MatlabType.UInt8))), "of size 3 x 88 x 2");
    refused(MatFixtures.withTrain(row(Mat5.newMatrix(0, 88, MatlabType.UInt8))), "traindata{1} has 0 steps");
    refused(MatFixtures.withTrain(row(roll(1, MatlabType.UInt8))), "traindata{1} has 1 step;");
    refused(MatFixtures.withTrain(row(Mat5.newComplex(2, 88))), "complex double");
    Matrix two = roll(3, MatlabType.UInt8);
    two.setByte(2, 7, (byte) 2);
    refused(MatFixtures.withTrain(row(two)), "traindata{1} has 2.0 at step 3, column 8");
    Matrix nan = roll(3, MatlabType.Double);
    nan.setDouble(0, 0, Double.NaN);
    refused(MatFixtures.withTrain(row(nan)), "has NaN at step 1, column 1");
  }

  @Test
  void refusesCellsInCellsHoweverDeep() throws Exception {
    Array nested = roll(2, MatlabType.UInt8);
    for (int i = 0; i < 100; i++) {
      nested = row(nested);
    }
    refused(MatFixtures.withTrain(nested), "is itself a cell array");
    refused(MatFixtures.withTrain(row(Mat5.newStruct().set("a", Mat5.newScalar(1)))), "struct");
  }

  @Test
  void everyCutIsOneClearMessage() throws Exception {
    for (boolean compressed : new boolean[] {false, true}) {
      byte[] whole = MatFixtures.bytes(MatFixtures.sound(), compressed);
      Path file = folder.resolve("cut.mat");
      for (int length = 0; length < whole.length; length++) {
        Files.write(file, Arrays.copyOf(whole, length));
        refused(file, "");
      }
    }
  }

  @Test
  void noChangedByteDoesWorse() throws Exception {
    // Every byte of the uncompressed file in turn becomes 0xFF, 0x7F and random: lengths, types, sizes, all of it.
    byte[] whole = MatFixtures.bytes(MatFixtures.withTrain(row(roll(2, MatlabType.UInt8))), false);
    SplittableRandom random = new SplittableRandom(5);
    Path file = folder.resolve("hurt.mat");
    int refusals = 0;
    for (int i = 0; i < whole.length; i++) {
      for (int value : new int[] {0xFF, 0x7F, random.nextInt(256)}) {
        byte[] hurt = whole.clone();
        hurt[i] = (byte) value;
        Files.write(file, hurt);
        try {
          MatlabPianoRolls.read(file, "x");
        } catch (DataException e) {
          refusals++;
          assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
        }
      }
    }
    assertTrue(refusals > 500, "only " + refusals + " refusals");
  }

  @Test
  void hostileLengthsCostNoMemory() throws Exception {
    for (int type : new int[] {14, 15}) {
      for (int length : new int[] {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 30}) {
        refused(file(element(type, length, new byte[64])), "is truncated");
      }
    }
    // A cell array that says it has 2^31 - 1 cells, and one of 65536 x 65536, whose product is 0 in 32 bits.
    refused(file(element(14, 56, variable(1, Integer.MAX_VALUE))), "is damaged");
    refused(file(element(14, 56, variable(1 << 16, 1 << 16))), "is damaged");
    // A matrix whose values say they take 2 GB.
    byte[] mat = MatFixtures.bytes(MatFixtures.withTrain(row(roll(2, MatlabType.UInt8))), false);
    ByteBuffer bytes = ByteBuffer.wrap(mat).order(ByteOrder.LITTLE_ENDIAN);
    int tag = 0;
    while (bytes.getInt(tag) != 2 || bytes.getInt(tag + 4) != 2 * 88) { // type uint8, 176 bytes
      tag += 8;
    }
    bytes.putInt(tag + 4, Integer.MAX_VALUE - 7);
    refused(file(mat), "a length of 2147483640 bytes where");
  }

  @Test
  void aDeflateBombIsRefusedBeforeMemoryEnds() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed, new Deflater(9))) {
      out.write(new byte[20 << 20]);
    }
    Path bomb = file(element(15, packed.size(), packed.toByteArray()));
    DataException e = assertThrows(DataException.class, () -> MatVariables.read(bomb, Set.of(), 10 << 20));
    assertTrue(e.getMessage().contains("more than 10485760 bytes once unpacked"), e.getMessage());
  }

  private SequenceSet read(MatFile mat) throws Exception {
    return MatlabPianoRolls.read(MatFixtures.write(folder, "case.mat", mat, true), "x");
  }

  private void refused(MatFile mat, String part) throws IOException {
    refused(MatFixtures.write(folder, "case.mat", mat, false), part);
    refused(MatFixtures.write(folder, "case.mat", mat, true), part);
  }

  private static void refused(Path file, String part) {
    DataException e = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60),
        () -> assertThrows(DataException.class, () -> MatlabPianoRolls.read(file, "x")));
    String message = e.getMessage();
    if (!message.startsWith(file.toString()) || !message.contains(part) || !message.contains(";")
        || message.contains("\n")) {
      fail("not a clear message about " + part + ": " + message);
    }
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("case.mat"), bytes);
  }

  private static byte[] element(int type, int length, byte[] content) {
    return ByteBuffer.allocate(128 + 8 + content.length).order(ByteOrder.LITTLE_ENDIAN).put(MatFixtures.header())
        .putInt(type).putInt(length).put(content).array();
  }

  /** A cell variable as far as its flags, dimensions and name: 56 bytes. */
  private static byte[] variable(int rows, int cols) {
    ByteBuffer content = ByteBuffer.allocate(56).order(ByteOrder.LITTLE_ENDIAN);
    content.putInt(6).putInt(8).putInt(1).putInt(0); // uint32 flags: class cell
    content.putInt(5).putInt(8).putInt(rows).putInt(cols); // int32 dimensions
    content.putInt(1).putInt(9).put("traindata".getBytes(StandardCharsets.US_ASCII)); // int8 name
    return content.array();
  }

  private static long number(String list, int index) {
    return Long.parseLong(list.split(" ", -1)[index]);
  }
}
