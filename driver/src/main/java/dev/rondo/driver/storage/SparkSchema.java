package dev.rondo.driver.storage;

import java.util.List;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Spark's form of {@link TrialSchema}. Everything may be null there, as in every table that Spark reads from files; only the
 * kinds of columns that the schema uses are known.
 */
public final class SparkSchema {
  public static final StructType TRIALS = struct(TrialSchema.PARQUET);

  private SparkSchema() {}

  private static StructType struct(GroupType group) {
    List<StructField> fields =
        group.getFields().stream()
            .map(field -> DataTypes.createStructField(field.getName(), type(field), true))
            .toList();
    return DataTypes.createStructType(fields);
  }

  private static DataType type(Type type) {
    if (!type.isPrimitive()) {
      GroupType group = type.asGroupType();
      if (group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation) {
        return DataTypes.createArrayType(type(group.getType("list").asGroupType().getType("element")), true);
      }
      if (group.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation) {
        GroupType entry = group.getType("key_value").asGroupType();
        return DataTypes.createMapType(type(entry.getType("key")), type(entry.getType("value")), true);
      }
      return struct(group);
    }
    return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> DataTypes.IntegerType;
      case INT64 -> type.getLogicalTypeAnnotation() == null ? DataTypes.LongType : DataTypes.TimestampType;
      case DOUBLE -> DataTypes.DoubleType;
      case BINARY -> DataTypes.StringType;
      default -> throw new IllegalStateException("no Spark type is known for " + type);
    };
  }
}
