package dev.rondo.driver.report;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table of text, in no format yet.
 *
 * @param title one line above it; empty for none
 * @param columns names of the columns
 * @param rightAligned which columns hold numbers
 * @param rows one cell for each column
 */
public record Table(String title, List<String> columns, List<Boolean> rightAligned, List<List<String>> rows) {
  public Table {
    columns = List.copyOf(columns);
    rightAligned = List.copyOf(rightAligned);
    rows = rows.stream().map(List::copyOf).toList();
    int width = columns.size();
    if (rightAligned.size() != width || rows.stream().anyMatch(row -> row.size() != width)) {
      throw new IllegalArgumentException("table " + title + " has " + width + " columns, but a row of another length");
    }
  }

  /** Without a title and for other programs. */
  public static Table data(List<String> columns, List<List<String>> rows) {
    return new Table("", columns, Collections.nCopies(columns.size(), false), rows);
  }

  /** For people: the first columns hold text, the others numbers. */
  public static Table numbers(String title, int text, List<String> columns, List<List<String>> rows) {
    return new Table(title, columns, IntStream.range(0, columns.size()).mapToObj(c -> c >= text).toList(), rows);
  }
}
