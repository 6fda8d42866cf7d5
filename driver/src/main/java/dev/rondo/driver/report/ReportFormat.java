package dev.rondo.driver.report;

import java.util.List;
import java.util.Locale;

/** How reports are written. */
public enum ReportFormat {
  /** For a terminal. */
  TEXT(TextTable::write, ""),
  /** For a README or an issue. */
  MARKDOWN(MarkdownTable::write, "    "),
  /** For a paper. */
  LATEX(LatexTable::write, ""),
  /** For a spreadsheet: one flat table for each report, with exact numbers. */
  CSV(CsvTable::write, "");

  /** Writes one table. */
  @FunctionalInterface
  interface Writer {
    void write(Table table, StringBuilder out);
  }

  private final Writer writer;
  private final String indent;

  ReportFormat(Writer writer, String indent) {
    this.writer = writer;
    this.indent = indent;
  }

  /**
   * Reports on sweeps as one text.
   *
   * @param only which reports; empty for the usual ones
   */
  public String render(List<SweepView> sweeps, List<Report.Kind> only) {
    if (this == CSV) {
      return data(sweeps, only.isEmpty() ? List.of(Report.Kind.LEADERBOARD) : only);
    }
    StringBuilder out = new StringBuilder();
    for (Report.Kind kind : only.isEmpty() ? Report.Kind.usual(sweeps) : only) {
      write(kind.create().of(sweeps), out);
    }
    return out.toString();
  }

  /** One report as text: for other programs its data alone. */
  public String render(Report.Content content) {
    StringBuilder out = new StringBuilder();
    if (this == CSV) {
      writer.write(content.data(), out);
    } else {
      write(content, out);
    }
    return out.toString();
  }

  private void write(Report.Content content, StringBuilder out) {
    for (Table table : content.tables()) {
      separate(out);
      writer.write(table, out);
    }
    if (!content.notes().isEmpty()) {
      separate(out);
      content.notes().forEach(note -> out.append(this == LATEX ? LatexTable.line(note) : indent + note).append('\n'));
    }
  }

  /** Several reports are told apart by a line with the name of each. */
  private String data(List<SweepView> sweeps, List<Report.Kind> kinds) {
    StringBuilder out = new StringBuilder();
    for (Report.Kind kind : kinds) {
      Table data = kind.create().of(sweeps).data();
      if (data != null) {
        separate(out);
        out.append(kinds.size() > 1 ? "# " + kind + "\n" : "");
        writer.write(data, out);
      }
    }
    return out.toString();
  }

  private static void separate(StringBuilder out) {
    if (!out.isEmpty()) {
      out.append('\n');
    }
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
