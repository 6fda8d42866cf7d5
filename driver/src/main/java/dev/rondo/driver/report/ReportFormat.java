package dev.rondo.driver.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How reports are written. */
public enum ReportFormat {
  /** For a terminal. */
  TEXT(TextTable::write, true),
  /** For a README or an issue. */
  MARKDOWN(MarkdownTable::write, true),
  /** For a spreadsheet: one flat table. */
  CSV(CsvTable::write, false);

  /** Writes one table. */
  @FunctionalInterface
  interface Writer {
    void write(Table table, StringBuilder out);
  }

  private final Writer writer;
  private final boolean forPeople;

  ReportFormat(Writer writer, boolean forPeople) {
    this.writer = writer;
    this.forPeople = forPeople;
  }

  /** All reports on a sweep as one text. */
  public String render(SweepView sweep) {
    List<Report> reports = new ArrayList<>();
    if (forPeople) {
      Arrays.stream(Report.Kind.values()).forEach(kind -> reports.add(kind.create()));
    } else {
      reports.add(new Flat());
    }
    StringBuilder out = new StringBuilder();
    for (Report report : reports) {
      write(report.of(sweep), out);
    }
    return out.toString();
  }

  /**
   * Tables and notes as text.
   *
   * @param people what people read
   * @param programs one table with the exact numbers behind it
   */
  public String render(Report.Content people, Table programs) {
    StringBuilder out = new StringBuilder();
    write(forPeople ? people : new Report.Content(List.of(programs), List.of()), out);
    return out.toString();
  }

  private void write(Report.Content content, StringBuilder out) {
    for (Table table : content.tables()) {
      separate(out);
      writer.write(table, out);
    }
    if (!content.notes().isEmpty()) {
      separate(out);
      content.notes().forEach(note -> out.append(this == MARKDOWN ? "    " : "").append(note).append('\n'));
    }
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
