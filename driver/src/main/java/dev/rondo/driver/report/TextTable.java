package dev.rondo.driver.report;

import java.util.List;

/** A table in columns of one width, for a terminal. */
public final class TextTable {
  private TextTable() {}

  public static void write(Table table, StringBuilder out) {
    if (!table.title().isEmpty()) {
      out.append(table.title()).append('\n');
    }
    int[] widths = new int[table.columns().size()];
    for (int c = 0; c < widths.length; c++) {
      widths[c] = width(table.columns().get(c));
      for (List<String> row : table.rows()) {
        widths[c] = Math.max(widths[c], width(row.get(c)));
      }
    }
    line(table.columns(), table, widths, out);
    for (int c = 0; c < widths.length; c++) {
      out.append(c == 0 ? "" : "  ").append("-".repeat(widths[c]));
    }
    out.append('\n');
    table.rows().forEach(row -> line(row, table, widths, out));
  }

  private static void line(List<String> cells, Table table, int[] widths, StringBuilder out) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < widths.length; c++) {
      String cell = printable(cells.get(c));
      String blanks = " ".repeat(widths[c] - width(cells.get(c)));
      line.append(c == 0 ? "" : "  ").append(table.rightAligned().get(c) ? blanks + cell : cell + blanks);
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  /** A line break or an escape sequence in a name would break the layout, or do things to the terminal. */
  private static String printable(String cell) {
    return cell.replaceAll("\\p{Cntrl}", " ");
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
