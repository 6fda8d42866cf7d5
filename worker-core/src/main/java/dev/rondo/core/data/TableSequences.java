package dev.rondo.core.data;

import dev.rondo.core.data.SequenceSet.Example;
import dev.rondo.spec.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Sequences from tables: one row a step, a column for the sequence's id, one for the step, and number columns.
 *
 * <p>Rows may come in any order, and the rows of a sequence may be spread over the part files of a folder. Steps only
 * give the order: gaps are allowed, so that time stamps can serve, and count as one step forward. The sequences of a
 * split are ordered by id as text. Without a split column, the id alone (and the seed) decides where a sequence goes,
 * so adding rows or sequences moves no other. Rows are streamed; in memory are only the numbers, 4 bytes each.
 */
public final class TableSequences {
  private static final List<String> SPLITS = List.of("train", "valid", "test");

  private final TableSettings settings;
  private final Path path;
  private final TreeMap<String, SequenceRows> sequences = new TreeMap<>();
  private List<String> inputs = List.of();

  private TableSequences(TableSettings settings, Path path) {
    this.settings = settings;
    this.path = path;
  }

  /**
   * Reads the set; its name is the file's or folder's, without extension. Inputs are [T, columns], targets null or
   * [T, targets]. All-0/1 columns become {@link BinarySequence}s where that is smaller.
   *
   * @param path where the settings' path was found
   * @throws DataException when something is missing, damaged or against the rules above
   */
  static SequenceSet read(TableSettings settings, Path path) throws DataException {
    TableSequences reader = new TableSequences(settings, path);
    reader.checkSettings();
    for (Path file : files(path)) {
      reader.readFile(file);
    }
    return reader.assemble();
  }

  private void checkSettings() throws DataException {
    List<String> roles = new ArrayList<>(List.of(settings.id(), settings.step()));
    roles.addAll(settings.columns());
    roles.addAll(settings.targets());
    if (!settings.split().isEmpty()) {
      roles.add(settings.split());
    }
    for (int i = 0; i < roles.size(); i++) {
      if (roles.indexOf(roles.get(i)) < i) {
        throw new DataException("the column " + Table.shown(roles.get(i)) + " is named twice among id, step, columns,"
            + " targets and split; each column has one role; take it out of one of them");
      }
    }
    List<Double> shares = settings.fractions();
    double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
    if (shares.size() != 3 || !shares.stream().allMatch(f -> f > 0 && f < 1) || Math.abs(sum - 1) > 1e-9) {
      throw new DataException("the split fractions are " + shares
          + "; three numbers above 0 are needed, for train, valid"
          + " and test, that add up to 1; for example " + TableSettings.DEFAULT_FRACTIONS);
    }
  }

  private static List<Path> files(Path path) throws DataException {
    if (!Files.exists(path)) {
      throw new DataException(path + ": no such file or folder; give the path of a .csv, .tsv or .parquet file, or of a"
          + " folder of them");
    }
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    List<Path> files;
    try (Stream<Path> entries = Files.list(path)) {
      // Spark and others leave _SUCCESS and .crc files beside the parts.
      files = entries.filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("_"))
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted().toList();
    } catch (IOException e) {
      throw new DataException(path + ": the folder cannot be read: " + e + "; check its permissions", e);
    }
    if (files.isEmpty()) {
      throw new DataException(path
          + ": the folder holds no files; it must hold .csv, .tsv or .parquet part files; check"
          + " the path");
    }
    for (Path file : files) {
      if (!Table.format(file).equals(Table.format(files.get(0)))) {
        throw new DataException(path + ": holds both " + files.get(0).getFileName() + " and " + file.getFileName()
            + "; all part files must be of one format; move the others away");
      }
    }
    return files;
  }

  private void readFile(Path file) throws DataException {
    try (Table table = Table.open(file)) {
      if (!table.hasRows()) {
        return; // Spark writes parts with a header and no rows; they cannot tell which columns hold numbers
      }
      List<String> named = new ArrayList<>(List.of(settings.id(), settings.step()));
      if (!settings.split().isEmpty()) {
        named.add(settings.split());
      }
      require(file, table, named);
      require(file, table, settings.targets());
      if (inputs.isEmpty()) {
        inputs = settings.columns().isEmpty() ? defaultInputs(file, table) : settings.columns();
      }
      require(file, table, inputs);
      List<String> numbers = new ArrayList<>(inputs);
      numbers.addAll(settings.targets());
      named.addAll(numbers);
      table.select(named);
      float[] row = new float[numbers.size()];
      while (table.next()) {
        String id = table.text(settings.id());
        SequenceRows sequence = sequences.computeIfAbsent(id, key -> new SequenceRows(key, row.length));
        for (int i = 0; i < row.length; i++) {
          row[i] = table.number(numbers.get(i));
        }
        sequence.add(table.whole(settings.step()), row, file);
        if (!settings.split().isEmpty()) {
          sequence.put(split(table, file), file + ": " + table.where());
        }
      }
    }
  }

  private List<String> defaultInputs(Path file, Table table) throws DataException {
    List<String> found = new ArrayList<>(table.numericColumns());
    found.removeAll(List.of(settings.id(), settings.step(), settings.split()));
    found.removeAll(settings.targets());
    if (found.isEmpty()) {
      throw new DataException(file + ": no number column is left for the inputs; the columns are "
          + listed(table.columns()) + "; at least one is needed besides id, step, targets and split; add one");
    }
    return List.copyOf(found);
  }

  private String split(Table table, Path file) throws DataException {
    String split = table.text(settings.split());
    if (!SPLITS.contains(split)) {
      throw table.bad(file, settings.split(), "the cell is " + Table.shown(split), "it must be train, valid or test",
          "correct the cell");
    }
    return split;
  }

  private SequenceSet assemble() throws DataException {
    if (sequences.isEmpty()) {
      throw new DataException(path
          + ": has a header but no rows; at least one sequence for each of train, valid and test"
          + " is needed; export the table again");
    }
    int d = inputs.size();
    int o = settings.targets().size();
    boolean binaryInputs = sequences.values().stream().allMatch(s -> s.isBinary(0, d));
    boolean binaryTargets = sequences.values().stream().allMatch(s -> s.isBinary(d, d + o));
    Map<String, List<Example>> splits = new TreeMap<>();
    SPLITS.forEach(split -> splits.put(split, new ArrayList<>()));
    int count = sequences.size();
    while (!sequences.isEmpty()) {
      // Taken out one by one, so that only one sequence at a time is in memory twice.
      SequenceRows rows = sequences.pollFirstEntry().getValue();
      rows.sort(path);
      if (rows.steps() < 2 && o == 0) {
        throw new DataException(path + ": the sequence " + Table.shown(rows.id()) + " has " + rows.steps() + " step; it"
            + " needs at least 2, since every step predicts the next; leave it out, or give target columns");
      }
      Sequence targets = o == 0 ? null : rows.columns(d, d + o, binaryTargets);
      splits.get(splitOf(rows)).add(new Example(rows.columns(0, d, binaryInputs), targets));
    }
    for (String split : SPLITS) {
      if (splits.get(split).isEmpty()) {
        throw new DataException(path + ": none of the " + count + " sequences is in the split " + split
            + "; each of train, valid and test needs one; " + (settings.split().isEmpty()
            ? "take more sequences, other fractions or another seed, or give a split column" : "correct the column "
            + Table.shown(settings.split())));
      }
    }
    return ContentHash.complete(DataSets.name(path), d, o == 0 ? d : o, List.copyOf(splits.get("train")),
        List.copyOf(splits.get("valid")), List.copyOf(splits.get("test")), OptionalDouble.empty());
  }

  private String splitOf(SequenceRows rows) {
    if (!settings.split().isEmpty()) {
      return rows.split();
    }
    double u = Seeds.unit(settings.seed(), "split/" + rows.id());
    double train = settings.fractions().get(0);
    return u < train ? "train" : u < train + settings.fractions().get(1) ? "valid" : "test";
  }

  private static void require(Path file, Table table, List<String> names) throws DataException {
    for (String name : names) {
      if (!table.columns().contains(name)) {
        throw missing(file, name, table.columns());
      }
    }
  }

  private static DataException missing(Path file, String column, List<String> columns) {
    String near = columns.stream().filter(c -> distance(c, column) <= Math.max(1, column.length() / 3)).findFirst()
        .map(c -> "did you mean " + Table.shown(c) + "?").orElse("correct the setting or the header row");
    return new DataException(file + ": has no column " + Table.shown(column) + "; its columns are " + listed(columns)
        + "; " + near);
  }

  private static String listed(List<String> columns) {
    List<String> some = columns.stream().limit(20).map(Table::shown).toList();
    return String.join(", ", some) + (columns.size() > 20 ? " and " + (columns.size() - 20) + " more" : "");
  }

  /** Levenshtein's distance, small and capital letters alike. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
        int cost = Math.min(diagonal + (same ? 0 : 1), 1 + Math.min(row[j], row[j - 1]));
        diagonal = row[j];
        row[j] = cost;
      }
    }
    return row[b.length()];
  }
}
