package dev.rondo.core.data;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** One file of rows and named columns, read row by row. Closing it twice does no harm. */
interface Table extends Closeable {
  /** The columns' names, in the file's order, all different. */
  List<String> columns();

  /** The columns that hold numbers, in the file's order. */
  List<String> numericColumns();

  /** Whether there is a row at all, as far as is known before reading. */
  boolean hasRows();

  /** Says which columns will be asked for; once, before the first {@link #next}. */
  void select(List<String> names);

  /** Goes to the next row; false after the last. */
  boolean next() throws DataException;

  /** Where the current row is, such as {@code line 12}. */
  String where();

  /** The cell as text, for ids and split names; never empty. */
  String text(String column) throws DataException;

  /** The cell as a whole number. */
  long whole(String column) throws DataException;

  /** The cell as a finite float. */
  float number(String column) throws DataException;

  @Override
  void close();

  /** Opens a file by the extension of its name. */
  static Table open(Path file) throws DataException {
    return switch (format(file)) {
      case "csv" -> new CsvTable(file, ',');
      case "tsv" -> new CsvTable(file, '\t');
      case "parquet" -> new ParquetTable(file);
      default -> throw new DataException(file
          + ": the name does not tell the format; it must end in .csv (commas), .tsv"
          + " (tabs) or .parquet; rename the file");
    };
  }

  /** The extension in small letters, empty when there is none. */
  static String format(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** The message for a cell. */
  default DataException bad(Path file, String column, String found, String rule, String cure) {
    return new DataException(file + ": " + where() + ", column " + shown(column) + ": " + found + "; " + rule + "; "
        + cure);
  }

  /** The value as a float, when it is one. */
  default float finite(Path file, String column, double value) throws DataException {
    float narrow = (float) value;
    if (!Float.isFinite(narrow)) {
      throw bad(file, column, "the value " + value + (Double.isFinite(value) ? " is beyond 3.4e38" : ""),
          "every number must be finite and fit 32 bits", "correct the cell, or leave its sequence out");
    }
    return narrow;
  }

  /** A piece of a file's text made fit for a message: one line, and not too long. */
  static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= 60 ? line : line.substring(0, 60) + "...";
  }
}
