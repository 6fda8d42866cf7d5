package dev.rondo.core.data;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
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

/**
 * One MIDI file as a piano roll. All tracks and channels go into one roll, but for channel 10, which is percussion, and for notes
 * beyond the 88 keys. A note sounds from the step that is nearest to its start until the one nearest to its end, one step at
 * least; a key that is struck again while it sounds begins anew, and one that is never let go sounds until its track ends. The
 * grid begins with the file and is of quarter notes, so the tempo does not matter; pedals are not heard.
 */
final class MidiFile {
  private static final int PERCUSSION = 9; // channel 10, counted from 0
  private static final int HEADER = 0x4d546864; // MThd
  private static final int TRACK = 0x4d54726b; // MTrk
  private static final int CHANNELS = 16;
  private static final int NOTES = 128;
  /** Two days of sixteenth notes; a damaged time can ask for any number. */
  private static final int MOST_STEPS = 1_000_000;

  private final Path file;
  private final long ticks; // of a quarter note
  private final int stepsPerBeat;
  private final BitSet keys = new BitSet();
  private int steps;

  private MidiFile(Path file, long ticks, int stepsPerBeat) {
    this.file = file;
    this.ticks = ticks;
    this.stepsPerBeat = stepsPerBeat;
  }

  /** @throws DataException when the file is damaged, has no quarter notes, or fewer than two steps */
  static BinarySequence read(Path file, int stepsPerBeat) throws DataException {
    Sequence midi = load(file);
    if (midi.getDivisionType() != Sequence.PPQ || midi.getResolution() < 1) {
      throw new DataException(file + ": counts time in film frames (SMPTE), not in quarter notes, so it has no beats to lay steps"
          + " on; export it again with ticks per quarter note (PPQ), or leave it out");
    }
    MidiFile roll = new MidiFile(file, midi.getResolution(), stepsPerBeat);
    for (Track track : midi.getTracks()) {
      roll.add(track);
    }
    if (roll.steps < 2) {
      throw new DataException(file + ": has " + roll.steps + (roll.steps == 1 ? " step" : " steps") + " with notes of the 88 keys"
          + "; a sequence needs at least 2, since every step predicts the next; leave the file out, or take more steps a beat");
    }
    return PianoRolls.roll(roll.keys, roll.steps);
  }

  private static Sequence load(Path file) throws DataException {
    String cure = "; mend the file or leave it out";
    try {
      byte[] bytes = Files.readAllBytes(file);
      checkWhole(bytes);
      return MidiSystem.getSequence(new ByteArrayInputStream(bytes));
    } catch (InvalidMidiDataException | RuntimeException e) {
      throw new DataException(file + ": is not a sound MIDI file: " + e.getMessage() + cure, e);
    } catch (IOException e) {
      throw new DataException(file + ": is a truncated MIDI file, or cannot be read: " + e.getMessage() + cure, e);
    }
  }

  /** The JDK takes what it finds of a file that was cut; so its chunks, each a name and a length, are counted first. */
  private static void checkWhole(byte[] bytes) throws InvalidMidiDataException, EOFException {
    if (bytes.length < 14) {
      throw new EOFException("only " + bytes.length + " bytes are there");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (buffer.getInt(0) != HEADER) {
      throw new InvalidMidiDataException("it does not begin with MThd");
    }
    int tracks = buffer.getShort(10) & 0xFFFF;
    for (long at = 0; at < bytes.length && tracks > 0;) {
      long length = at + 8 > bytes.length ? bytes.length : buffer.getInt((int) at + 4) & 0xFFFFFFFFL;
      if (length > bytes.length - at - 8) {
        throw new EOFException("the chunk at byte " + at + " is cut");
      }
      tracks -= buffer.getInt((int) at) == TRACK ? 1 : 0;
      at += 8 + length;
    }
    if (tracks > 0) {
      throw new EOFException(tracks + " of its tracks are missing");
    }
  }

  private void add(Track track) throws DataException {
    long[] since = new long[CHANNELS * NOTES];
    Arrays.fill(since, -1);
    for (int i = 0; i < track.size(); i++) {
      MidiEvent event = track.get(i);
      if (!(event.getMessage() instanceof ShortMessage message) || message.getChannel() == PERCUSSION) {
        continue;
      }
      boolean on = message.getCommand() == ShortMessage.NOTE_ON && message.getData2() > 0;
      if (on || message.getCommand() == ShortMessage.NOTE_OFF || message.getCommand() == ShortMessage.NOTE_ON) {
        int at = message.getChannel() * NOTES + message.getData1();
        sound(message.getData1(), since[at], event.getTick());
        since[at] = on ? event.getTick() : -1;
      }
    }
    for (int at = 0; at < since.length; at++) {
      sound(at % NOTES, since[at], track.ticks());
    }
  }

  /** A note from one tick to another; none where {@code from} is negative. */
  private void sound(int note, long from, long to) throws DataException {
    int key = note - PianoRolls.LOWEST;
    if (from < 0 || key < 0 || key >= PianoRolls.KEYS) {
      return;
    }
    int first = step(from);
    int end = Math.max(first + 1, step(to));
    for (int t = first; t < end; t++) {
      keys.set(PianoRolls.at(t, key));
    }
    steps = Math.max(steps, end);
  }

  /** The step nearest to a tick, the later one when it lies between two. */
  private int step(long tick) throws DataException {
    if (tick / ticks >= MOST_STEPS / stepsPerBeat) {
      throw new DataException(file + ": has a note " + tick / ticks + " quarter notes after the start, which would be more than "
          + MOST_STEPS + " steps; the file is probably damaged; mend it or leave it out");
    }
    return (int) ((2 * tick * stepsPerBeat + ticks) / (2 * ticks));
  }
}
