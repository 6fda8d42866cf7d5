package dev.rondo.driver.storage;

import dev.rondo.core.ProbeRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;

/** Reads rows of {@code trials} without Spark, so that {@code status} and {@code report} answer at once. */
final class RowReader {
  private static final MessageType SUMMARY =
      TrialSchema.columns(
          "trial_id", "variant", "task", "dataset", "status", "epochs_run", "best_epoch", "train_loss", "valid_loss",
          "test_loss", "metrics", "config", "failure", "finished_at", "wall_seconds");

  private static final MessageType WITH_EPOCHS = SUMMARY.union(TrialSchema.columns("epochs"));

  private static final MessageType PROBES =
      TrialSchema.columns("trial_id", "variant", "dataset", "status", "probes");

  private RowReader() {}

  /**
   * The row of a file of one trial.
   *
   * @throws IOException when the file cannot be read
   * @throws RuntimeException (Parquet's own) when it is not a whole Parquet file of this schema
   */
  static TrialRow read(Configuration settings, Path file) throws IOException {
    return summary(read(settings, file, SUMMARY), List.of());
  }

  /** The same with the losses of the epochs. */
  static TrialRow readWithEpochs(Configuration settings, Path file) throws IOException {
    Group row = read(settings, file, WITH_EPOCHS);
    List<Double> losses = new ArrayList<>();
    Group list = row.getGroup("epochs", 0);
    for (int i = 0; i < list.getFieldRepetitionCount("list"); i++) {
      losses.add(list.getGroup("list", i).getGroup("element", 0).getDouble("valid_loss", 0));
    }
    return summary(row, losses);
  }

  /** What the probes of a trial measured; throws as {@link #read} does. */
  static TrialProbes probes(Configuration settings, Path file) throws IOException {
    Group row = read(settings, file, PROBES);
    List<ProbeRow> probes = new ArrayList<>();
    Group list = row.getGroup("probes", 0);
    for (int i = 0; i < list.getFieldRepetitionCount("list"); i++) {
      Group probe = list.getGroup("list", i).getGroup("element", 0);
      probes.add(new ProbeRow(
          probe.getInteger("epoch", 0), probe.getString("probe", 0), probe.getString("key", 0),
          probe.getDouble("value", 0)));
    }
    return new TrialProbes(
        row.getString("trial_id", 0), row.getString("variant", 0), row.getString("dataset", 0),
        row.getString("status", 0), probes);
  }

  private static Group read(Configuration settings, Path file, MessageType columns) throws IOException {
    Configuration projected = new Configuration(settings);
    projected.set(ReadSupport.PARQUET_READ_SCHEMA, columns.toString());
    projected.setBoolean("parquet.page.verify-checksum.enabled", true);
    try (ParquetReader<Group> reader = new Builder(HadoopInputFile.fromPath(file, projected), projected).build()) {
      Group row = reader.read();
      if (row == null) {
        throw new IOException(file + " holds no row");
      }
      return row;
    }
  }

  private static TrialRow summary(Group row, List<Double> epochLosses) {
    TreeMap<String, Double> metrics = new TreeMap<>();
    Group metricGroup = row.getGroup("metrics", 0);
    for (int i = 0; i < metricGroup.getFieldRepetitionCount("key_value"); i++) {
      Group entry = metricGroup.getGroup("key_value", i);
      metrics.put(entry.getString("key", 0), entry.getDouble("value", 0));
    }
    TreeMap<String, String> config = new TreeMap<>();
    Group configGroup = row.getGroup("config", 0);
    for (int i = 0; i < configGroup.getFieldRepetitionCount("key_value"); i++) {
      Group entry = configGroup.getGroup("key_value", i);
      config.put(entry.getString("key", 0), entry.getString("value", 0));
    }
    boolean failed = row.getFieldRepetitionCount("failure") > 0;
    return new TrialRow(
        row.getString("trial_id", 0),
        row.getString("variant", 0),
        row.getString("task", 0),
        row.getString("dataset", 0),
        row.getString("status", 0),
        row.getInteger("epochs_run", 0),
        row.getInteger("best_epoch", 0),
        row.getDouble("train_loss", 0),
        row.getDouble("valid_loss", 0),
        row.getDouble("test_loss", 0),
        metrics,
        config,
        failed ? row.getGroup("failure", 0).getString("message", 0) : "",
        epochLosses,
        row.getLong("finished_at", 0),
        row.getDouble("wall_seconds", 0));
  }

  private static final class Builder extends ParquetReader.Builder<Group> {
    Builder(InputFile file, Configuration settings) {
      super(file);
      withConf(settings);
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }
}
