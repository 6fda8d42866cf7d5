package dev.rondo.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.data.SequenceSet.Example;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TableSequencesTest {
  private static final String SOUND = """
      id,step,a,name,b,part
      s1,1,0.5,x,-1e-3,train
      s2,0,5,x,6,valid
      s1,0,0.25,x,2,train
      s3,7,9,x,9,test
      s2,10,7,x,8,valid
      s3,9,1,x,1,test
      s1,2,3,x,4,train
      """;

  @TempDir Path folder;

  @Test
  void groupsSortsAndSplits() throws Exception {
    SequenceSet set = read(csv("mine.csv", SOUND), List.of(), List.of(), "part");
    assertEquals(List.of("mine", 2, 2), List.of(set.name(), set.inputs(), set.outputs()));
    Example train = set.train().get(0);
    assertNull(train.targets());
    assertArrayEquals(new float[] {0.25f, 2, 0.5f, -1e-3f, 3, 4}, values(train.inputs()));
    assertArrayEquals(new float[] {5, 6, 7, 8}, values(set.valid().get(0).inputs()));
    assertArrayEquals(new float[] {9, 9, 1, 1}, values(set.test().get(0).inputs()));
  }

  @Test
  void takesColumnsInTheGivenOrderAndTargets() throws Exception {
    SequenceSet swapped = read(csv("mine.csv", SOUND), List.of("b", "a"), List.of(), "part");
    assertArrayEquals(new float[] {2, 0.25f, -1e-3f, 0.5f, 4, 3}, values(swapped.train().get(0).inputs()));
    SequenceSet targets = read(csv("mine.csv", SOUND), List.of(), List.of("b"), "part");
    assertEquals(List.of(1, 1), List.of(targets.inputs(), targets.outputs()));
    assertArrayEquals(new float[] {0.25f, 0.5f, 3}, values(targets.train().get(0).inputs()));
    assertArrayEquals(new float[] {2, -1e-3f, 4}, values(targets.train().get(0).targets()));
  }

  @Test
  void orderOfRowsAndPartFilesDoNotMatter() throws Exception {
    String hash = read(csv("one.csv", SOUND), List.of("a", "b"), List.of(), "part").hash();
    List<String> lines = new ArrayList<>(SOUND.lines().toList());
    Path parts = Files.createDirectory(folder.resolve("parts"));
    Files.writeString(parts.resolve("_SUCCESS"), "");
    Files.writeString(parts.resolve(".part-0.csv.crc"), "x");
    Files.writeString(parts.resolve("part-0.csv"), lines.get(0) + "\n");
    Files.writeString(parts.resolve("part-1.csv"), String.join("\n", lines.get(0), lines.get(7), lines.get(6)));
    // The other part has its columns in another order, quotes, Windows line ends and a byte order mark.
    StringBuilder other = new StringBuilder("\uFEFFb,part,a,step,id\r\n");
    for (String line : lines.subList(1, 6)) {
      String[] cells = line.split(",", -1);
      other.append(String.format(Locale.ROOT, "%s, \"%s\",%s,%s,%s\r\n", cells[4], cells[5], cells[2], cells[1],
          cells[0]));
    }
    Files.writeString(parts.resolve("part-2.csv"), other);
    assertEquals(hash, read(parts, List.of("a", "b"), List.of(), "part").hash());
    assertEquals(2, read(parts, List.of(), List.of(), "part").inputs());
    assertEquals(hash, read(csv("tabs.tsv", SOUND.replace(',', '\t')), List.of(), List.of(), "part").hash());
  }

  @ParameterizedTest
  @EnumSource(value = CompressionCodecName.class, names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"})
  void parquetGivesTheSameAsCsv(CompressionCodecName codec) throws Exception {
    Path file = folder.resolve("mine.parquet");
    parquet(file, codec, "optional float a; optional binary name (STRING); optional double b;", SOUND);
    SequenceSet fromParquet = read(file, List.of(), List.of(), "part");
    assertEquals(read(csv("mine.csv", SOUND), List.of(), List.of(), "part").hash(), fromParquet.hash());
  }

  @Test
  void zeroOneColumnsBecomeSparseWhereThatIsSmaller() throws Exception {
    StringBuilder wide = new StringBuilder("id,step,part");
    for (int i = 0; i < 40; i++) {
      wide.append(",k").append(i);
    }
    for (String split : List.of("train", "valid", "test")) {
      for (int t = 0; t < 3; t++) {
        wide.append("\n").append(split).append(",").append(t).append(",").append(split);
        for (int i = 0; i < 40; i++) {
          wide.append(i == t + 5 ? ",1" : ",0");
        }
      }
    }
    SequenceSet set = read(csv("wide.csv", wide.toString()), List.of(), List.of(), "part");
    BinarySequence roll = assertInstanceOf(BinarySequence.class, set.train().get(0).inputs());
    assertArrayEquals(new char[] {5, 6, 7}, roll.ones());
    String narrow = "id,step,a,part\nx,0,1,train\nx,1,1,train\ny,0,1,valid\ny,1,1,valid\nz,0,1,test\nz,1,0,test\n";
    assertInstanceOf(DenseSequence.class,
        read(csv("narrow.csv", narrow), List.of(), List.of(), "part").train().get(0).inputs());
  }

  @Test
  void splitsByTheIdAlone() throws Exception {
    StringBuilder rows = new StringBuilder("id,step,a\n");
    for (int s = 0; s < 500; s++) {
      rows.append("s").append(s).append(",0,").append(s).append("\ns").append(s).append(",1,0\n");
    }
    SequenceSet set = read(csv("many.csv", rows.toString()), List.of(), List.of(), "");
    assertEquals(500, set.train().size() + set.valid().size() + set.test().size());
    assertEquals(300, set.train().size(), 40);
    assertEquals(100, set.valid().size(), 30);
    SequenceSet more = read(csv("more.csv", rows + "zz,0,1\nzz,1,1\n"), List.of(), List.of(), "");
    assertTrue(set.train().size() == more.train().size() || set.valid().size() == more.valid().size());
    assertArrayEquals(values(set.valid().get(3).inputs()), values(more.valid().get(3).inputs()));
    TableSettings other = new TableSettings(folder.resolve("many.csv"), "id", "step", List.of(), List.of(), "",
        TableSettings.DEFAULT_FRACTIONS, 2);
    assertTrue(!set.hash().equals(DataSets.load(other, null).hash()));
  }

  @Test
  void saysWhatIsWrongInACsv() throws Exception {
    refused("", "is empty; the first row must name");
    refused("id,step,a,part\n", "has a header but no rows");
    refused("id,,a\n", "column 2 has no name");
    refused("id,step,a,a,part\n", "two columns are named a");
    refused("ID,step,a,part\nx,0,1,train\n", "has no column id; its columns are ID, step, a, part; did you mean ID?");
    refused("id;step;a;part\nx;0;1;train\n", "its columns are id;step;a;part");
    refused("id,step,part\nx,0,train\n", "no number column is left");
    refused("id,step,a,part\nx,0,,train\n", "line 2, column a: the cell is empty");
    refused("id,step,a,part\nx,0,NaN,train\n", "line 2, column a: the cell is NaN");
    refused("id,step,a,part\nx,0,1,train\nx,1,inf,train\n", "line 3, column a: the cell is inf");
    refused("id,step,a,part\nx,0,1,train\nx,1,1f,train\n", "line 3, column a: the cell is 1f");
    refused("id,step,a,part\nx,0,1,train\nx,1,1e39,train\n", "line 3, column a: the value 1.0E39 is beyond 3.4e38");
    refused("id,step,a,part\nx,0.5,1,train\n", "line 2, column step: the cell is 0.5; it must be a whole number");
    refused("id,step,a,part\n,0,1,train\n", "line 2, column id: the cell is empty");
    refused("id,step,a,part\nx,0,1\n", "line 2 has 3 cells, but the header names 4 columns");
    refused("id,step,a,part\nx,0,1,training\n",
        "line 2, column part: the cell is training; it must be train, valid or");
    refused("id,step,a,part\nx,0,1,train\nx,1,1,test\n", "line 3: the sequence x is in train and in test");
    refused("id,step,a,part\nx,4,1,train\nx,5,1,train\nx,4,1,train\n", "the sequence x has step 4 twice");
    refused("id,step,a,part\nx,4,1,train\n", "the sequence x has 1 step; it needs at least 2");
    refused("id,step,a,part\nx,0,1,train\nx,1,1,train\n", "none of the 1 sequences is in the split valid");
    refused("id,step,a,part\n\"x,0,1,train\nx,1,1,train\n", "the rows cannot be told apart");
    Path latin = Files.write(folder.resolve("latin.csv"), "id,step,a,part\nMüller,0,1,train\n".getBytes(
        StandardCharsets.ISO_8859_1));
    refused(latin, List.of(), "no UTF-8");
  }

  @Test
  void saysWhatIsWrongInAParquetFile() throws Exception {
    Path file = folder.resolve("bad.parquet");
    parquet(file, CompressionCodecName.SNAPPY, "optional double a;", "id,step,a,part\nx,0,1,train\nx,1,,train\n");
    refused(file, List.of(), "row 2, column a: the cell is empty (null)");
    parquet(file, CompressionCodecName.SNAPPY, "optional double a;", "id,step,a,part\nx,0,1,train\nx,1,NaN,train\n");
    refused(file, List.of(), "row 2, column a: the value NaN");
    parquet(file, CompressionCodecName.SNAPPY, "optional binary a (STRING);", "id,step,a,part\nx,0,1,train\n");
    refused(file, List.of(), "no number column is left");
    refused(file, List.of("a"), "column a: the column is of type optional binary a");
    refused(file, List.of("b"), "has no column b; its columns are id, step, part, a");
    Files.write(file, new byte[0]);
    refused(file, List.of(), "is empty (0 bytes)");
    Files.writeString(file, SOUND);
    refused(file, List.of(), "is damaged or no Parquet file");
  }

  @Test
  void everyCutParquetFileIsOneClearMessage() throws Exception {
    Path file = folder.resolve("whole.parquet");
    parquet(file, CompressionCodecName.SNAPPY, "optional double a;", "id,step,a,part\nx,0,1,train\nx,1,2,train\n");
    byte[] whole = Files.readAllBytes(file);
    Path cut = folder.resolve("cut.parquet");
    for (int length = 0; length < whole.length; length += 7) {
      Files.write(cut, Arrays.copyOf(whole, length));
      refused(cut, List.of(), "");
    }
  }

  @Test
  void saysWhatIsWrongWithPathsAndSettings() throws Exception {
    refused(folder.resolve("none.csv"), List.of(), "no such file or folder");
    refused(Files.createDirectory(folder.resolve("empty")), List.of(), "the folder holds no files");
    refused(Files.writeString(folder.resolve("a.xlsx"), "x"), List.of(), "must end in .csv");
    Path mixed = Files.createDirectory(folder.resolve("mixed"));
    Files.writeString(mixed.resolve("a.csv"), SOUND);
    Files.writeString(mixed.resolve("b.parquet"), SOUND);
    refused(mixed, List.of(), "holds both a.csv and b.parquet");
    refusedSettings(new TableSettings(mixed, "id", "id", List.of(), List.of(), "", List.of(0.6, 0.2, 0.2), 1), "twice");
    for (List<Double> bad : List.of(List.of(0.5, 0.5), List.of(0.9, 0.2, -0.1), List.of(0.5, 0.2, 0.2),
        List.of(Double.NaN, 0.2, 0.2))) {
      refusedSettings(new TableSettings(mixed, "id", "step", List.of(), List.of(), "", bad, 1), "split fractions");
    }
  }

  @Test
  void relativePathsAreLookedForInTheDataFolder() throws Exception {
    csv("mine.csv", SOUND);
    TableSettings settings = new TableSettings(Path.of("mine.csv"), "id", "step", List.of(), List.of(), "part",
        TableSettings.DEFAULT_FRACTIONS, 1);
    assertEquals("mine", DataSets.load(settings, folder).name());
    assertEquals(DataSets.load(settings, folder), DataSets.load(settings, folder));
  }

  private SequenceSet read(Path path, List<String> columns, List<String> targets, String split) throws DataException {
    return TableSequences.read(
        new TableSettings(path, "id", "step", columns, targets, split, TableSettings.DEFAULT_FRACTIONS, 1), path);
  }

  private void refused(String csv, String part) throws IOException {
    refused(csv("case.csv", csv), List.of(), part);
  }

  private void refused(Path path, List<String> columns, String part) {
    String message = assertThrows(DataException.class, () -> read(path, columns, List.of(), "part"), part).getMessage();
    assertTrue(message.startsWith(path.toString()) && message.contains(part) && message.contains("; ")
        && !message.contains("\n"), part + " against: " + message);
  }

  private void refusedSettings(TableSettings settings, String part) {
    String message = assertThrows(DataException.class, () -> TableSequences.read(settings,
        settings.path())).getMessage();
    assertTrue(message.contains(part), message);
  }

  private Path csv(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static float[] values(Sequence sequence) {
    float[] values = new float[sequence.steps() * sequence.width()];
    for (int t = 0; t < sequence.steps(); t++) {
      sequence.copyStep(t, values, t * sequence.width());
    }
    return values;
  }

  /** Writes the rows of a CSV text as Parquet: id and part text, step a long, the others as the schema says. */
  private static void parquet(Path file, CompressionCodecName codec, String fields, String csv) throws IOException {
    Files.deleteIfExists(file);
    MessageType schema = MessageTypeParser.parseMessageType("message row { required binary id (STRING);"
        + " required int64 step; required binary part (STRING); " + fields + " }");
    List<String> lines = csv.lines().toList();
    String[] names = lines.get(0).split(",", -1);
    try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
        .withConf(new PlainParquetConfiguration()).withType(schema).withCompressionCodec(codec).build()) {
      for (String line : lines.subList(1, lines.size())) {
        String[] cells = line.split(",", -1);
        Group row = new SimpleGroupFactory(schema).newGroup();
        for (int i = 0; i < names.length; i++) {
          if (!cells[i].isEmpty()) {
            add(row, schema, names[i], cells[i]);
          }
        }
        writer.write(row);
      }
    }
  }

  private static void add(Group row, MessageType schema, String name, String cell) {
    switch (schema.getType(name).asPrimitiveType().getPrimitiveTypeName()) {
      case INT64 -> row.add(name, Long.parseLong(cell));
      case FLOAT -> row.add(name, Float.parseFloat(cell));
      case DOUBLE -> row.add(name, Double.parseDouble(cell));
      default -> row.add(name, cell);
    }
  }
}
