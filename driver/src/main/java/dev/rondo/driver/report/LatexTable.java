package dev.rondo.driver.report;

import java.util.List;

/** A tabular of plain LaTeX, without packages; its title is a paragraph above it. */
final class LatexTable {
  private LatexTable() {}

  static void write(Table table, StringBuilder out) {
    if (!table.title().isEmpty()) {
      out.append(line(table.title())).append("\n\n");
    }
    out.append("\\begin{tabular}{");
    table.rightAligned().forEach(right -> out.append(Boolean.TRUE.equals(right) ? 'r' : 'l'));
    out.append("}\n\\hline\n");
    row(table.columns(), out);
    out.append("\\hline\n");
    table.rows().forEach(row -> row(row, out));
    out.append("\\hline\n\\end{tabular}\n");
  }

  /** A paragraph. */
  static String line(String text) {
    return "\\noindent " + escape(text.strip()) + "\\par";
  }

  private static void row(List<String> cells, StringBuilder out) {
    for (int c = 0; c < cells.size(); c++) {
      // Braces, for a bracket at the start of a row would be taken for the argument of the line break before it.
      String cell = escape(cells.get(c));
      out.append(c == 0 ? "" : " & ").append(c == 0 && cell.startsWith("[") ? "{" + cell + "}" : cell);
    }
    out.append(" \\\\\n");
  }

  /** Text in which no character means anything to LaTeX. */
  static String escape(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\textbackslash{}");
        case '~' -> out.append("\\textasciitilde{}");
        case '^' -> out.append("\\textasciicircum{}");
        case '<' -> out.append("\\textless{}");
        case '>' -> out.append("\\textgreater{}");
        case '|' -> out.append("\\textbar{}");
        case '&', '%', '$', '#', '_', '{', '}' -> out.append('\\').append(c);
        default -> out.append(Character.isISOControl(c) ? ' ' : c);
      }
    }
    return out.toString();
  }
}
