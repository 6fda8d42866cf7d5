package dev.rondo.driver.sweep;

import com.esotericsoftware.kryo.Kryo;
import org.apache.spark.serializer.KryoRegistrator;

/**
 * The classes that cross the wire. Rondo's own tasks send strings and numbers only, so what is listed here is what Spark's SQL
 * sends beyond the classes that Spark registers itself.
 */
public final class RondoKryoRegistrator implements KryoRegistrator {
  private static final String[] SPARK = {
    "org.apache.spark.sql.Row",
    "[Lorg.apache.spark.sql.Row;",
    "org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema",
    "org.apache.spark.sql.types.ArrayType",
    "org.apache.spark.sql.types.BinaryType$",
    "org.apache.spark.sql.types.BooleanType$",
    "org.apache.spark.sql.types.FloatType$",
    "org.apache.spark.sql.types.MapType",
    "org.apache.spark.sql.types.TimestampType$",
    "scala.reflect.ManifestFactory$ObjectManifest",
  };

  @Override
  public void registerClasses(Kryo kryo) {
    kryo.register(String[].class);
    kryo.register(String[][].class);
    for (String name : SPARK) {
      try {
        kryo.register(Class.forName(name, true, Thread.currentThread().getContextClassLoader()));
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException("this Spark has no " + name, e);
      }
    }
  }
}
