package dev.rondo.driver.report;

import java.util.List;

/** A pipe table of GitHub's Markdown. */
final class MarkdownTable {
  private MarkdownTable() {}

  static void write(Table table, StringBuilder out) {
    if (!table.title().isEmpty()) {
      out.append("**").append(table.title()).append("**\n\n");
    }
    line(table.columns(), out);
    for (boolean right : table.rightAligned()) {
      out.append(right ? "|---:" : "|---");
    }
    out.append("|\n");
    table.rows().forEach(row -> line(row, out));
  }

  private static void line(List<String> cells, StringBuilder out) {
    for (String cell : cells) {
      out.append("| ").append(cell.replace("|", "\\|").replaceAll("\\p{Cntrl}", " ")).append(' ');
    }
    out.append("|\n");
  }
}
