package dev.rondo.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.razorvine.pickle.PickleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PicklePianoRollsTest {
  private static final Object[] REST = {};

  @TempDir Path folder;

  private SequenceSet read(byte[] bytes) throws Exception {
    return PianoRolls.read(Files.write(folder.resolve("x.dat"), bytes), "x", MidiSettings.DEFAULT);
  }

  private void refused(byte[] bytes, String... parts) throws IOException {
    Path file = Files.write(folder.resolve("bad.pkl"), bytes);
    String message = assertThrows(DataException.class, () -> PicklePianoRolls.read(file, "x")).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
    assertTrue(message.startsWith(file + ": "), message);
  }

  private static byte[] raw(String codes) {
    return Pickles.withTrain(new Pickles.Raw(codes));
  }

  @Test
  void readsStepsOfPlainNumbers_whateverTheOrderOfTheNotes() throws Exception {
    Object[] chord = {108, 21, 60, 60};
    BinarySequence roll = (BinarySequence) read(Pickles.withTrain(List.of(List.of(REST, chord, REST, List.of(22)))))
        .train().get(0).inputs();
    assertArrayEquals(new int[] {0, 0, 3, 3, 4}, roll.starts());
    assertArrayEquals(new char[] {0, 39, 87, 1}, roll.ones());
  }

  /** Every sequence of one file is in the other, at the same place, with the same notes: the content is equal. */
  @Test
  void thePickleOfJsbChoralesEqualsTheMatlabFile() throws Exception {
    Path pickle = RealData.file("music/jsb-chorales-quarter.pkl");
    SequenceSet matlab = MatlabPianoRolls.read(RealData.file("music/JSB_Chorales.mat"), "m");
    SequenceSet set = PianoRolls.read(pickle, "p", MidiSettings.DEFAULT);
    for (int i = 0; i < set.train().size(); i++) {
      BinarySequence a = (BinarySequence) set.train().get(i).inputs();
      BinarySequence b = (BinarySequence) matlab.train().get(i).inputs();
      assertArrayEquals(b.starts(), a.starts(), "train " + i);
      assertArrayEquals(b.ones(), a.ones(), "train " + i);
    }
    assertEquals(matlab.hash(), set.hash());
  }

  @Test
  void readsNumPysWholeNumbers() throws Exception {
    String type = "cnumpy\ndtype\n(U\u0002i8K\u0000K\u0001tR(K\u0003U\u0001<NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\u0000tb";
    String note = "cnumpy.core.multiarray\nscalar\n(" + type + "U\u0008\u003c\u0000\u0000\u0000\u0000\u0000\u0000\u0000tR";
    BinarySequence roll = (BinarySequence) read(raw("](](" + note + "\u0085)ee")).train().get(0).inputs();
    assertArrayEquals(new char[] {60 - 21}, roll.ones());
    String big = note.replace("U\u0001<", "U\u0001>");
    refused(raw("](](" + big + "\u0085)ee"), "train[0][0] has the note 4323455642275676160");
    refused(raw("](](" + note.replace("i8", "f8") + "\u0085)ee"), "not whole numbers");
    refused(raw("](](" + note.replace("i8", "i4") + "\u0085)ee"), "a NumPy number of 8 bytes whose type has 4");
  }

  @Test
  void makesAndCallsNothing() throws IOException {
    for (String codes : List.of("cos\nsystem\n(U\u0002lstR", "cdatetime\ndate\n(K\u0001tR", "cbuiltins\nset\n(tR",
        "cdecimal\nDecimal\n)R", "U\u0002osU\u0006system\u0093")) {
      refused(raw(codes), "asks for ", "nothing that a pickle names is made or called here", "fetch the file again");
    }
    refused(raw("cos\nsystem\n"), "asks for os.system");
    refused(raw("(U\u0002lsios\nsystem\n"), "has the code 0x69");
    refused(raw("cnumpy\ndtype\n)\u0081"), "has the code 0x81");
    refused(raw("K\u0001Q"), "has the code 0x51");
    refused(raw("}}K\u0001s}K\u0001s"), "neither a string nor a number");
    refused(raw("]}(]K\u0001u"), "neither a string nor a number");
    refused(raw("K\u0001)R"), "is damaged");
    refused(raw("](K\u0001)b"), "is damaged");
  }

  @Test
  void lengthsThatTheBytesCannotHold_takeNoMemory() throws IOException {
    refused(raw("T\u00ff\u00ff\u00ff\u007fabc"), "a length of 2147483647 bytes where");
    refused(raw("X\u00ff\u00ff\u00ff\u00ffabc"), "a length of 4294967295 bytes where");
    refused(raw("B\u00ff\u00ff\u00ff\u007fabc"), "a length of 2147483647 bytes where");
    refused(raw("\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ffabc"), "a length of 18446744073709551615 bytes where");
    refused(raw("\u008d\u00ff\u00ff\u00ff\u007f\u0000\u0000\u0000\u0000abc"), "a length of 2147483647 bytes where");
    // An index of the memo is only a key.
    refused(raw("]r\u00ff\u00ff\u00ff\u007f"), "train is empty");
    byte[] many = new byte[1000];
    Arrays.fill(many, (byte) ']');
    PickleException most = assertThrows(PickleException.class, () -> new PlainUnpickler(many, 100).read());
    assertTrue(most.getMessage().contains("more than 100 objects"), most.getMessage());
  }

  /** 5000 sequences of 5000 steps of 5000 notes in a few kilobytes, by naming one list again and again. */
  @Test
  void listsThatStandInManyPlaces_areCountedEachTime() throws IOException {
    String step = "](" + "K\u003c".repeat(5000) + "eq\u0001";
    String sequence = "](" + step + "h\u0001".repeat(5000) + "eq\u0002";
    refused(raw("](" + sequence + "h\u0002".repeat(5000) + "e"), "more steps and notes than there is memory for");
  }

  @Test
  void truncatedFilesAreRefused_atEveryByte() throws Exception {
    byte[] sound = Pickles.withTrain(List.of(List.of(new Object[] {60}, REST)));
    read(sound);
    for (int n = 2; n < sound.length; n++) {
      refused(Arrays.copyOf(sound, n), "fetch the file again");
    }
    refused(Arrays.copyOf(sound, sound.length + 3), "3 bytes after its end");
  }

  @Test
  void damagedFilesAreAMessageOrAnotherSet() throws Exception {
    byte[] sound = Pickles.withTrain(List.of(List.of(new Object[] {60, 64}, REST), List.of(REST, new Object[] {21})));
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 500; i++) {
      byte[] bad = sound.clone();
      bad[2 + random.nextInt(bad.length - 2)] = (byte) random.nextInt(256);
      Path file = Files.write(folder.resolve("bad.pkl"), bad);
      try {
        assertEquals(88, PicklePianoRolls.read(file, "x").inputs());
      } catch (DataException e) {
        assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
      }
    }
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    refused(Pickles.of(List.of(1)), "is a pickle, but not of a dict", "a dict with train, valid and test is needed");
    refused(Pickles.of(Map.of("train", List.of(), "dev", List.of())), "train is empty");
    refused(Pickles.of(Map.of("dev", List.of())), "has no train; its keys are [dev]");
    refused(Pickles.withTrain(7), "train is the number 7, not a list or tuple");
    refused(Pickles.withTrain(List.of()), "train is empty");
    refused(Pickles.withTrain(List.of(List.of())), "train[0] has 0 steps; a sequence needs at least 2");
    refused(Pickles.withTrain(List.of(Collections.singletonList(REST))), "train[0] has 1 step;");
    refused(Pickles.withTrain(List.of(List.of(REST, REST), 5)), "train[1] is the number 5");
    refused(Pickles.withTrain(List.of(List.of(REST, 60))), "train[0][1] is the number 60, not a list or tuple");
    refused(Pickles.withTrain(List.of(List.of(new Object[] {20}, REST))), "train[0][0] has the note 20; only the MIDI notes 21");
    refused(Pickles.withTrain(List.of(List.of(REST, new Object[] {109}))), "train[0][1] has the note 109");
    refused(Pickles.withTrain(List.of(List.of(REST, new Object[] {-1}))), "train[0][1] has the note -1");
    refused(Pickles.withTrain(List.of(List.of(REST, new Object[] {"c4"}))), "train[0][1] has the string c4 where");
    refused(raw("](](NG@N\u0000\u0000\u0000\u0000\u0000\u0000ee"), "train[0][0] is None");
  }
}
