package dev.rondo.driver.report;

import java.util.List;

/** Comma-separated values as RFC 4180 has them, with line feeds. */
public final class CsvTable {
  private CsvTable() {}

  public static void write(Table table, StringBuilder out) {
    line(table.columns(), out);
    table.rows().forEach(row -> line(row, out));
  }

  private static void line(List<String> cells, StringBuilder out) {
    for (int c = 0; c < cells.size(); c++) {
      String cell = cells.get(c);
      boolean quote = cell.chars().anyMatch(ch -> ch == ',' || ch == '"' || ch == '\n' || ch == '\r');
      out.append(c == 0 ? "" : ",").append(quote ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
    }
    out.append('\n');
  }
}
