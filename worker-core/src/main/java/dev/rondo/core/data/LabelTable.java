package dev.rondo.core.data;

import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A table that gives files a label, 0 or 1. */
public final class LabelTable {
  private LabelTable() {}

  /**
   * The labels by id, in the order of the ids.
   *
   * @throws DataException when the table cannot be read, lacks a column, or has an id or label that is none
   */
  public static SortedMap<String, Integer> read(Path file, String id, String label) throws DataException {
    SortedMap<String, Integer> labels = new TreeMap<>();
    try (Table table = Table.open(file)) {
      for (Map.Entry<String, String> column : Map.of("task.id", id, "task.label", label).entrySet()) {
        if (!table.columns().contains(column.getValue())) {
          throw new DataException(file + ": has no column " + column.getValue() + " but " + String.join(", ", table.columns())
              + "; set " + column.getKey() + " to the one that is meant");
        }
      }
      while (table.next()) {
        String name = table.text(id);
        if (!name.matches("[\\w+() .-]+") || name.startsWith(".")) {
          throw table.bad(file, id, "the cell is " + Table.shown(name), "it must be the name of a file without its ending",
              "correct the cell");
        }
        String value = table.text(label);
        if (!value.equals("0") && !value.equals("1")) {
          throw table.bad(file, label, "the cell is " + Table.shown(value), "it must be 0 or 1", "correct the cell");
        }
        if (labels.put(name, value.charAt(0) - '0') != null) {
          throw table.bad(file, id, Table.shown(name) + " stands in another row too", "every file has one label",
              "leave one of the rows out");
        }
      }
    }
    if (labels.isEmpty()) {
      throw new DataException(file + ": has no rows; every file needs one; get the table anew");
    }
    return labels;
  }
}
