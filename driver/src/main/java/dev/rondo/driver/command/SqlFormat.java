package dev.rondo.driver.command;

import dev.rondo.driver.Json;
import dev.rondo.driver.report.CsvTable;
import dev.rondo.driver.report.Table;
import dev.rondo.driver.report.TextTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** How the result of a query is written. Nested values are JSON in every format. */
public enum SqlFormat {
  TABLE {
    @Override
    String render(StructType schema, List<Row> rows) {
      StringBuilder out = new StringBuilder();
      TextTable.write(table(schema, rows), out);
      return out.toString();
    }
  },
  CSV {
    @Override
    String render(StructType schema, List<Row> rows) {
      StringBuilder out = new StringBuilder();
      CsvTable.write(table(schema, rows), out);
      return out.toString();
    }
  },
  /** An array with one object a line. */
  JSON {
    @Override
    String render(StructType schema, List<Row> rows) {
      List<String> lines = new ArrayList<>();
      for (Row row : rows) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int c = 0; c < schema.length(); c++) {
          object.put(schema.fields()[c].name(), plain(row.get(c)));
        }
        lines.add(Json.line(object));
      }
      return "[" + (lines.isEmpty() ? "" : "\n" + String.join(",\n", lines) + "\n") + "]\n";
    }
  };

  abstract String render(StructType schema, List<Row> rows);

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static Table table(StructType schema, List<Row> rows) {
    List<String> columns = new ArrayList<>();
    List<Boolean> right = new ArrayList<>();
    for (StructField field : schema.fields()) {
      columns.add(field.name());
      right.add(field.dataType() instanceof NumericType);
    }
    List<List<String>> cells = new ArrayList<>();
    for (Row row : rows) {
      List<String> line = new ArrayList<>();
      for (int c = 0; c < columns.size(); c++) {
        Object value = plain(row.get(c));
        boolean nested = value instanceof Map || value instanceof List;
        line.add(value == null ? "" : nested ? Json.line(value) : value.toString());
      }
      cells.add(line);
    }
    return new Table("", columns, right, cells);
  }

  /** Spark's value in terms of JSON: numbers, flags, text, lists and maps. */
  private static Object plain(Object value) {
    if (value == null || value instanceof Boolean || value instanceof BigDecimal
        || value instanceof Number && value.getClass().getName().startsWith("java.lang.")) {
      return value;
    }
    if (value instanceof Row row) {
      Map<String, Object> object = new LinkedHashMap<>();
      for (int i = 0; i < row.length(); i++) {
        object.put(row.schema().fields()[i].name(), plain(row.get(i)));
      }
      return object;
    }
    if (value instanceof scala.collection.Seq<?> seq) {
      List<Object> list = new ArrayList<>();
      scala.jdk.javaapi.CollectionConverters.asJava(seq).forEach(item -> list.add(plain(item)));
      return list;
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      Map<String, Object> sorted = new TreeMap<>();
      scala.jdk.javaapi.CollectionConverters.asJava(map).forEach((key, item) -> sorted.put(key.toString(), plain(item)));
      return sorted;
    }
    if (value instanceof byte[] bytes) {
      return java.util.HexFormat.of().formatHex(bytes);
    }
    return value.toString();
  }
}
