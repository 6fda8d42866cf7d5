package dev.rondo.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.random.RandomStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MidiFolderTest {
  private static final int PPQ = 480;

  @TempDir Path folder;

  private static void note(Track track, int channel, int note, long from, long to) throws InvalidMidiDataException {
    track.add(new MidiEvent(new ShortMessage(ShortMessage.NOTE_ON, channel, note, 80), from));
    if (to >= 0) {
      // Half of all files end a note by striking it with no force.
      int end = note % 2 == 0 ? ShortMessage.NOTE_OFF : ShortMessage.NOTE_ON;
      track.add(new MidiEvent(new ShortMessage(end, channel, note, 0), to));
    }
  }

  private Path write(String name, Sequence midi) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    MidiSystem.write(midi, midi.getTracks().length == 1 ? 0 : 1, file.toFile());
    return file;
  }

  /** A piece of eighth notes from a roll, in two tracks. */
  private Path write(String name, BinarySequence roll, int perBeat) throws Exception {
    Sequence midi = new Sequence(Sequence.PPQ, PPQ, 2);
    for (int t = 0; t < roll.steps(); t++) {
      for (int k = roll.starts()[t]; k < roll.starts()[t + 1]; k++) {
        note(midi.getTracks()[k % 2], k % 3, roll.ones()[k] + 21, (long) t * PPQ / perBeat, (t + 1L) * PPQ / perBeat);
      }
    }
    return write(name, midi);
  }

  private static BinarySequence random(long seed, int steps) {
    RandomStream stream = new RandomStream(seed, "midi-test");
    BitSet keys = new BitSet();
    for (int t = 0; t < steps; t++) {
      keys.set(PianoRolls.at(t, stream.nextBelow(88)));
      keys.set(PianoRolls.at(t, stream.nextBelow(88)));
    }
    return PianoRolls.roll(keys, steps);
  }

  private static void assertRoll(BinarySequence expected, dev.rondo.core.data.Sequence actual) {
    assertArrayEquals(expected.starts(), ((BinarySequence) actual).starts());
    assertArrayEquals(expected.ones(), ((BinarySequence) actual).ones());
  }

  private String refused(Path file) {
    String message = assertThrows(DataException.class, () -> MidiFile.read(file, 2)).getMessage();
    assertTrue(message.startsWith(file + ": "), message);
    return message;
  }

  @Test
  void whatIsWrittenIsReadBack_onEveryGrid() throws Exception {
    for (int perBeat : new int[] {1, 2, 3, 4, 12}) {
      BinarySequence roll = random(perBeat, 40);
      assertRoll(roll, MidiFile.read(write("a.mid", roll, perBeat), perBeat));
    }
  }

  @Test
  void notesAreLaidOnTheNearestSteps() throws Exception {
    Sequence midi = new Sequence(Sequence.PPQ, PPQ, 2);
    Track one = midi.getTracks()[0];
    note(one, 0, 60, 110, 1000); // a step is 240 ticks: from 0.46 to 4.2
    note(one, 0, 62, 130, 140); // a grace note still sounds for one step, the nearest
    note(one, 9, 64, 0, 2000); // percussion
    note(one, 0, 20, 0, 2000); // below the piano
    note(one, 0, 109, 0, 2000); // above it
    note(midi.getTracks()[1], 3, 60, 240, 480); // the same key in another track
    note(one, 1, 70, 480, -1); // struck, struck again, and never let go
    note(one, 1, 70, 720, -1);
    BinarySequence roll = MidiFile.read(write("a.mid", midi), 2);
    BitSet keys = new BitSet();
    for (int t = 0; t < 4; t++) {
      keys.set(PianoRolls.at(t, 60 - 21));
    }
    keys.set(PianoRolls.at(1, 62 - 21));
    for (int t = 2; t < 8; t++) {
      keys.set(PianoRolls.at(t, 70 - 21));
    }
    assertRoll(PianoRolls.roll(keys, 8), roll);
  }

  @Test
  void subFoldersDecideTheSplit_andPathsTheOrder() throws Exception {
    write("train/b.mid", random(1, 5), 2);
    write("train/a/z.midi", random(2, 6), 2);
    write("train/c.MID", random(3, 7), 2);
    write("valid/x.mid", random(4, 8), 2);
    write("test/y.mid", random(5, 9), 2);
    Files.writeString(folder.resolve("train/notes.txt"), "not music");
    Files.writeString(folder.resolve("train/._b.mid"), "a shadow of another system");
    SequenceSet set = PianoRolls.read(folder, "own", MidiSettings.DEFAULT);
    assertEquals(Arrays.asList(6, 5, 7), set.train().stream().map(e -> e.inputs().steps()).toList());
    assertRoll(random(4, 8), set.valid().get(0).inputs());
    assertRoll(random(5, 9), set.test().get(0).inputs());
    assertEquals(set.hash(), PianoRolls.read(folder, "other", new MidiSettings(2, 0.4, 0.4, 9)).hash());
    assertNotEquals(set.hash(), PianoRolls.read(folder, "own", new MidiSettings(4, 0.2, 0.2, 1)).hash());

    Path stray = write("more/q.mid", random(6, 5), 2);
    String message = assertThrows(DataException.class, () -> PianoRolls.read(folder, "x", MidiSettings.DEFAULT)).getMessage();
    assertTrue(message.contains(stray + ": lies in none of the sub-folders"), message);
  }

  @Test
  void elseTheSeedAndThePathDecide() throws Exception {
    for (int i = 0; i < 60; i++) {
      write("piece-" + i + ".mid", random(i, 4), 2);
    }
    SequenceSet set = PianoRolls.read(folder, "own", MidiSettings.DEFAULT);
    assertEquals(60, set.train().size() + set.valid().size() + set.test().size());
    assertEquals(36, set.train().size(), 12);
    assertEquals(12, set.valid().size(), 9);
    assertEquals(set.hash(), PianoRolls.read(folder, "own", MidiSettings.DEFAULT).hash());
    assertNotEquals(set.hash(), PianoRolls.read(folder, "own", new MidiSettings(2, 0.2, 0.2, 2)).hash());
    // The form that import writes holds the same.
    Path mat = folder.resolve("own.mat");
    MatlabPianoRolls.write(set, mat);
    assertEquals(set.hash(), PianoRolls.read(mat, "m", MidiSettings.DEFAULT).hash());
  }

  @Test
  void saysWhichFileIsWrong() throws Exception {
    Path file = write("bad.mid", random(1, 10), 2);
    byte[] sound = Files.readAllBytes(file);
    for (int n = 0; n < sound.length; n += 7) {
      Files.write(file, Arrays.copyOf(sound, n));
      refused(file);
    }
    Files.writeString(file, "hello, I am no music at all, however I am called");
    assertTrue(refused(file).contains("is not a sound MIDI file"));
    Sequence film = new Sequence(Sequence.SMPTE_25, 40, 1);
    note(film.getTracks()[0], 0, 60, 0, 100);
    assertTrue(refused(write("bad.mid", film)).contains("counts time in film frames (SMPTE)"));
    Sequence still = new Sequence(Sequence.PPQ, PPQ, 1);
    note(still.getTracks()[0], 9, 60, 0, 5000);
    assertTrue(refused(write("bad.mid", still)).contains("has 0 steps with notes of the 88 keys"));
    Sequence endless = new Sequence(Sequence.PPQ, 1, 1);
    note(endless.getTracks()[0], 0, 60, 0, 200_000_000);
    assertTrue(refused(write("bad.mid", endless)).contains("more than 1000000 steps"));
  }

  @Test
  void saysWhatTheFolderLacks() throws Exception {
    assertTrue(message().contains("holds no file that ends in .mid or .midi"));
    write("train/a.mid", random(1, 4), 2);
    assertTrue(message().contains("has the sub-folders train, but not all of train, valid, test"));
    Files.createDirectories(folder.resolve("valid"));
    Files.createDirectories(folder.resolve("test"));
    assertTrue(message().contains("none of its 1 MIDI files is in the split valid"));
    Path single = folder.resolve("train/a.mid");
    assertTrue(assertThrows(DataException.class, () -> PianoRolls.read(single, "x", MidiSettings.DEFAULT)).getMessage()
        .contains("is a single MIDI file; a folder"));
    Path text = Files.writeString(folder.resolve("a.txt"), "step,id");
    assertTrue(assertThrows(DataException.class, () -> PianoRolls.read(text, "x", MidiSettings.DEFAULT)).getMessage()
        .contains("is neither a MATLAB file nor a Python pickle nor a folder of MIDI files; it begins with step,id"));
  }

  private String message() {
    return assertThrows(DataException.class, () -> PianoRolls.read(folder, "x", MidiSettings.DEFAULT)).getMessage();
  }
}
