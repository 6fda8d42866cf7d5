package dev.rondo.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentimentTest {
  @TempDir private Path root;

  private void write(String train) throws Exception {
    Path folder = Files.createDirectories(root.resolve("sst2"));
    Files.writeString(folder.resolve("train.tsv"), train);
    Files.writeString(folder.resolve("dev.tsv"), "a good thing\t1\n");
    Files.writeString(folder.resolve("test.tsv"), "bad\t0\n");
  }

  private SentimentSettings with(String phrases, String vectors) {
    return new SentimentSettings(
        phrases == null ? null : root.resolve(phrases), vectors == null ? null : root.resolve(vectors), 0, 0, 0);
  }

  private static char[] ones(Sequence s) {
    return ((BinarySequence) s).ones();
  }

  @Test
  void wordsOfTrainingAreInputs_allOthersAreOne() throws Exception {
    write("good film\t1\nbad a film\t0\n");
    SequenceSet set = DataSets.load(with(null, null), root);
    assertEquals(5, set.inputs()); // unknown, a, bad, film, good
    assertEquals(2, set.outputs());
    assertArrayEquals(new char[] {4, 3}, ones(set.train().get(0).inputs()));
    assertArrayEquals(new char[] {2, 1, 3}, ones(set.train().get(1).inputs()));
    assertArrayEquals(new char[] {1, 4, 0}, ones(set.valid().get(0).inputs()));
    assertArrayEquals(new char[] {1}, ones(set.train().get(0).targets()));
    assertArrayEquals(new char[] {0}, ones(set.test().get(0).targets()));
    assertNull(set.vectors());
  }

  @Test
  void phrasesAreTrainedOn_andVectorsKnowTheirWords() throws Exception {
    write("good film\t1\nbad a film\t0\n");
    Files.writeString(root.resolve("phrases.tsv"), "a thing\t1\n");
    Files.writeString(root.resolve("vectors.txt"), "film 0.5 -1e-3\nelsewhere 1 2\nthing 3 4\n");
    SequenceSet set = DataSets.load(with("phrases.tsv", "vectors.txt"), root);
    assertEquals(3, set.train().size());
    assertEquals(1, set.valid().size());
    assertEquals(6, set.inputs());
    assertEquals(2, set.vectors().size());
    assertArrayEquals(new float[] {0.5f, -1e-3f}, set.vectors().byInput()[3]);
    assertArrayEquals(new float[] {3, 4}, set.vectors().byInput()[5]);
    assertNull(set.vectors().byInput()[0]);
    assertNull(set.vectors().byInput()[4]);
  }

  private void assertRefused(String expected, SentimentSettings settings) {
    String message = assertThrows(DataException.class, () -> DataSets.load(settings, root)).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void refusesWhatIsDamaged() throws Exception {
    write("");
    assertRefused(root.resolve("sst2/train.tsv") + ": is empty", with(null, null));
    for (String line : new String[] {"good film", "good film\t2", "\t1", "good\tfilm", "sentence\tlabel"}) {
      write("fine\t1\n" + line + "\n");
      assertRefused("train.tsv: line 2 is " + line.replace('\t', '?'), with(null, null));
    }
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 65_536; i++) {
      many.append('w').append(i).append("\t1\n");
    }
    write(many.toString());
    assertRefused("have 65536 different words", with(null, null));
    write("good film\t1\n");
    Files.writeString(root.resolve("short.txt"), "good 1 2\nfilm 1\n");
    assertRefused("short.txt: line 2 has 1 numbers", with(null, "short.txt"));
    Files.writeString(root.resolve("word.txt"), "good 1 two\n");
    assertRefused("word.txt: line 1: two is not a finite number", with(null, "word.txt"));
    Files.writeString(root.resolve("huge.txt"), "good 1 1e99\n");
    assertRefused("huge.txt: line 1: 1e99 is not a finite number", with(null, "huge.txt"));
    Files.writeString(root.resolve("other.txt"), "gut 1 2\n");
    assertRefused("none of its 1 words is in the vocabulary", with(null, "other.txt"));
    Files.writeString(root.resolve("empty.txt"), "");
    assertRefused("none of its 0 words", with(null, "empty.txt"));
  }

  @Test
  void theRealFilesHaveTheKnownSizes() throws Exception {
    RealData.file("sst2/train.tsv");
    SequenceSet set = DataSets.load("sst2", RealData.root());
    assertEquals(6920, set.train().size());
    assertEquals(872, set.valid().size());
    assertEquals(1821, set.test().size());
    assertEquals(13_839, set.inputs());
  }
}
