package dev.rondo.core.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** A Parquet file with plain columns; only the selected ones are read. */
final class ParquetTable implements Table {
  private final Path file;
  private final MessageType schema;
  private MessageType selected;
  private ParquetReader<Group> reader;
  private Group row;
  private long rows;

  ParquetTable(Path file) throws DataException {
    this.file = file;
    try {
      if (Files.size(file) == 0) {
        throw new DataException(file + ": is empty (0 bytes); a Parquet file is expected; export the table again");
      }
      try (ParquetFileReader footer = ParquetFileReader.open(new LocalInputFile(file))) {
        schema = footer.getFileMetaData().getSchema();
      }
    } catch (IOException | RuntimeException e) {
      throw damaged("its footer", e);
    }
    selected = schema;
  }

  @Override
  public List<String> columns() {
    return schema.getFields().stream().map(Type::getName).toList();
  }

  @Override
  public List<String> numericColumns() {
    return schema.getFields().stream().filter(ParquetTable::isNumber).map(Type::getName).toList();
  }

  @Override
  public boolean hasRows() {
    return true; // the types are known without rows
  }

  @Override
  public void select(List<String> names) {
    List<Type> fields = new ArrayList<>();
    for (String name : names) {
      fields.add(schema.getType(name));
    }
    selected = new MessageType(schema.getName(), fields);
  }

  @Override
  public boolean next() throws DataException {
    try {
      if (reader == null) {
        ParquetConfiguration configuration = new PlainParquetConfiguration();
        configuration.set(ReadSupport.PARQUET_READ_SCHEMA, selected.toString());
        reader = new Rows(new LocalInputFile(file), configuration).build();
      }
      row = reader.read();
      rows++;
      return row != null;
    } catch (IOException | RuntimeException e) {
      throw damaged("row " + (rows + 1), e);
    }
  }

  @Override
  public String where() {
    return "row " + rows;
  }

  @Override
  public String text(String column) throws DataException {
    int field = field(column);
    Type type = selected.getType(field);
    PrimitiveTypeName primitive = type.isPrimitive() ? type.asPrimitiveType().getPrimitiveTypeName() : null;
    if (primitive == PrimitiveTypeName.BINARY) {
      String text = row.getString(field, 0).strip();
      if (text.isEmpty()) {
        throw empty(column);
      }
      return text;
    }
    return Long.toString(whole(column));
  }

  @Override
  public long whole(String column) throws DataException {
    int field = field(column);
    Type type = selected.getType(field);
    PrimitiveTypeName primitive = type.isPrimitive() ? type.asPrimitiveType().getPrimitiveTypeName() : null;
    if (primitive == PrimitiveTypeName.INT32) {
      return row.getInteger(field, 0);
    }
    if (primitive == PrimitiveTypeName.INT64) {
      return row.getLong(field, 0);
    }
    throw bad(file, column, "the column is of type " + Table.shown(type.toString()), "it must hold whole numbers",
        "convert it to a 32- or 64-bit integer");
  }

  @Override
  public float number(String column) throws DataException {
    int field = field(column);
    Type type = selected.getType(field);
    if (!isNumber(type)) {
      throw bad(file, column, "the column is of type " + Table.shown(type.toString()), "it must hold numbers",
          "convert it to double, float or integer, or name only number columns in the setting columns");
    }
    double value = switch (type.asPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> row.getInteger(field, 0);
      case INT64 -> row.getLong(field, 0);
      case FLOAT -> row.getFloat(field, 0);
      case DOUBLE -> row.getDouble(field, 0);
      case BOOLEAN -> row.getBoolean(field, 0) ? 1 : 0;
      default -> throw new IllegalStateException(type.toString());
    };
    return finite(file, column, value);
  }

  private int field(String column) throws DataException {
    int field = selected.getFieldIndex(column);
    if (row.getFieldRepetitionCount(field) == 0) {
      throw empty(column);
    }
    return field;
  }

  private DataException empty(String column) {
    return bad(file, column, "the cell is empty (null)", "every row needs a value here",
        "fill the cell or drop the row");
  }

  private static boolean isNumber(Type type) {
    if (!type.isPrimitive() || type.isRepetition(Type.Repetition.REPEATED)) {
      return false;
    }
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    // Decimals, dates and the large unsigned integers are stored as plain integers, but mean something else.
    boolean plain = logical == null
        || (logical instanceof IntLogicalTypeAnnotation i && (i.isSigned() || i.getBitWidth() < 32));
    return plain && switch (type.asPrimitiveType().getPrimitiveTypeName()) {
      case INT32, INT64, FLOAT, DOUBLE, BOOLEAN -> true;
      default -> false;
    };
  }

  private DataException damaged(String part, Exception e) throws DataException {
    if (e instanceof DataException data) {
      return data;
    }
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new DataException(file + ": is damaged or no Parquet file: " + part + " cannot be read ("
        + reason.lines().findFirst().orElse("").strip() + "); export the table again", e);
  }

  @Override
  public void close() {
    try {
      if (reader != null) {
        reader.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Rows extends ParquetReader.Builder<Group> {
    Rows(InputFile file, ParquetConfiguration configuration) {
      super(file, configuration);
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }
}
