package dev.rondo.core.data;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** A text table with a header row, UTF-8, cells quoted as in RFC 4180 where needed. */
final class CsvTable implements Table {
  private final Path file;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private final List<String> columns;
  private final Map<String, Integer> positions = new HashMap<>(); // looked up only
  private CSVRecord ahead; // the first row, read early to see which columns are numeric
  private CSVRecord row;

  CsvTable(Path file, char delimiter) throws DataException {
    this.file = file;
    try {
      // A decoder of its own: the default one would turn foreign bytes into question marks without a word.
      Reader reader = new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8.newDecoder());
      parser = CSVParser.parse(reader, CSVFormat.DEFAULT.builder().setDelimiter(delimiter)
          .setIgnoreSurroundingSpaces(true).get());
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e + "; check the path and the permissions", e);
    }
    try {
      records = parser.iterator();
      columns = header(read());
      ahead = read();
    } catch (DataException e) {
      close();
      throw e;
    }
  }

  private List<String> header(CSVRecord header) throws DataException {
    if (header == null) {
      throw new DataException(file + ": is empty; the first row must name the columns; export the table again");
    }
    List<String> names = new ArrayList<>();
    for (String cell : header) {
      String name = names.isEmpty() && cell.startsWith("\uFEFF") ? cell.substring(1).strip() : cell;
      if (name.isEmpty()) {
        throw new DataException(file + ": column " + (names.size() + 1) + " has no name; the first row must name every"
            + " column; write a header row");
      }
      if (positions.put(name, names.size()) != null) {
        throw new DataException(file + ": two columns are named " + Table.shown(name)
            + "; names must differ; rename one of them");
      }
      names.add(name);
    }
    return List.copyOf(names);
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  /** Those whose first cell is a number, or is empty or NaN (which is refused later, with its line). */
  @Override
  public List<String> numericColumns() {
    List<String> numeric = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String cell = ahead == null || i >= ahead.size() ? "" : ahead.get(i);
      if (cell.isEmpty() || cell.equalsIgnoreCase("nan") || isNumber(cell)) {
        numeric.add(columns.get(i));
      }
    }
    return numeric;
  }

  @Override
  public boolean hasRows() {
    return ahead != null;
  }

  @Override
  public void select(List<String> names) {
    // A text file has to be read whole anyway.
  }

  @Override
  public boolean next() throws DataException {
    row = ahead != null ? ahead : read();
    ahead = null;
    if (row != null && row.size() != columns.size()) {
      throw new DataException(file + ": " + where() + " has " + row.size() + " cells, but the header names "
          + columns.size() + " columns; every row must have a cell for each; correct the row");
    }
    return row != null;
  }

  private CSVRecord read() throws DataException {
    try {
      return records.hasNext() ? records.next() : null;
    } catch (UncheckedIOException | IllegalStateException | IllegalArgumentException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw new DataException(file + ": after line " + parser.getCurrentLineNumber()
            + " come bytes that are no UTF-8 text; the table must be UTF-8; save it as such", e);
      }
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new DataException(file + ": after line " + parser.getCurrentLineNumber()
          + " the rows cannot be told apart ("
          + Table.shown(String.valueOf(reason.getMessage())) + "); quotes must come in pairs; correct the row", e);
    }
  }

  @Override
  public String where() {
    return "line " + parser.getCurrentLineNumber();
  }

  @Override
  public String text(String column) throws DataException {
    String cell = row.get(positions.get(column));
    if (cell.isEmpty()) {
      throw bad(file, column, "the cell is empty", "every row needs a value here", "fill the cell or drop the row");
    }
    return cell;
  }

  @Override
  public long whole(String column) throws DataException {
    String cell = text(column);
    try {
      return Long.parseLong(cell);
    } catch (NumberFormatException e) {
      throw bad(file, column, "the cell is " + Table.shown(cell), "it must be a whole number",
          "number the steps of each sequence 0, 1, 2, ...");
    }
  }

  @Override
  public float number(String column) throws DataException {
    String cell = text(column);
    if (!isNumber(cell)) {
      throw bad(file, column, "the cell is " + Table.shown(cell), "it must be a number such as 0.25 or -1e-3",
          "correct the cell, or name only number columns in the setting columns");
    }
    return finite(file, column, Double.parseDouble(cell));
  }

  /** Digits, sign, point and exponent only: Java itself would also take 1d, 0x1p3 and Infinity. */
  private static boolean isNumber(String cell) {
    for (int i = 0; i < cell.length(); i++) {
      if ("0123456789+-.eE".indexOf(cell.charAt(i)) < 0) {
        return false;
      }
    }
    try {
      Double.parseDouble(cell);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
