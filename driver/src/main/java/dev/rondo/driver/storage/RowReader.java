package dev.rondo.driver.storage;

import dev.rondo.core.ProbeRow;
import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;

/** Reads rows of {@code trials} without Spark, so that {@code status} and {@code report} answer at once. */
final class RowReader {
  private static final MessageType SUMMARY_COLUMNS =
      TrialSchema.columns(
          "trial_id", "variant", "task", "dataset", "status", "epochs_run", "best_epoch", "train_loss", "valid_loss",
          "test_loss", "metrics", "config", "failure", "finished_at", "wall_seconds");

  private static final ParquetConfiguration SUMMARY = reading(SUMMARY_COLUMNS);

  private static final ParquetConfiguration WITH_EPOCHS =
      reading(SUMMARY_COLUMNS.union(TrialSchema.columns("epochs")));

  private static final ParquetConfiguration PROBES =
      reading(TrialSchema.columns("trial_id", "variant", "dataset", "status", "probes"));

  private static final ParquetConfiguration CONFIGS =
      reading(TrialSchema.columns("trial_id", "sweep", "variant", "seed", "config"));

  private static final ParquetConfiguration IDS = reading(TrialSchema.columns("trial_id"));

  private static final ParquetConfiguration STATUS = reading(TrialSchema.columns("status"));

  private static final ParquetConfiguration ALL = reading(TrialSchema.PARQUET);

  private RowReader() {}

  private static ParquetConfiguration reading(MessageType columns) {
    ParquetConfiguration settings = new PlainParquetConfiguration();
    settings.set(ReadSupport.PARQUET_READ_SCHEMA, columns.toString());
    settings.setBoolean("parquet.page.verify-checksum.enabled", true);
    return settings;
  }

  /**
   * The rows of a file.
   *
   * @throws IOException when the file cannot be read
   * @throws RuntimeException (Parquet's own) when it is not a whole Parquet file of this schema
   */
  static List<TrialRow> read(FileSystem storage, Path file) throws IOException {
    List<TrialRow> rows = new ArrayList<>();
    read(storage, file, SUMMARY, row -> rows.add(summary(row, List.of())));
    return rows;
  }

  /** The same with the losses of the epochs. */
  static List<TrialRow> readWithEpochs(FileSystem storage, Path file) throws IOException {
    List<TrialRow> rows = new ArrayList<>();
    read(storage, file, WITH_EPOCHS, row -> {
      List<Double> losses = new ArrayList<>();
      Group list = row.getGroup("epochs", 0);
      for (int i = 0; i < list.getFieldRepetitionCount("list"); i++) {
        losses.add(list.getGroup("list", i).getGroup("element", 0).getDouble("valid_loss", 0));
      }
      rows.add(summary(row, losses));
    });
    return rows;
  }

  /** What the trials were; throws as {@link #read} does. Their place in the plan is not in a row, and is 0 here. */
  static List<TrialConfig> configs(FileSystem storage, Path file) throws IOException {
    List<TrialConfig> configs = new ArrayList<>();
    read(storage, file, CONFIGS, row -> configs.add(new TrialConfig(
        row.getString("sweep", 0), row.getString("variant", 0), 0, row.getLong("seed", 0), settings(row))));
    return configs;
  }

  private static TreeMap<String, String> settings(Group row) {
    TreeMap<String, String> config = new TreeMap<>();
    Group configGroup = row.getGroup("config", 0);
    for (int i = 0; i < configGroup.getFieldRepetitionCount("key_value"); i++) {
      Group entry = configGroup.getGroup("key_value", i);
      config.put(entry.getString("key", 0), entry.getString("value", 0));
    }
    return config;
  }

  /** What the probes of the trials measured; throws as {@link #read} does. */
  static List<TrialProbes> probes(FileSystem storage, Path file) throws IOException {
    List<TrialProbes> trials = new ArrayList<>();
    read(storage, file, PROBES, row -> trials.add(probes(row)));
    return trials;
  }

  /** Takes whole rows as they lie in a file. */
  interface Sink {
    void accept(Group row) throws IOException;
  }

  /** Whole rows as they lie in the file, one by one; throws as {@link #read} does. */
  static void groups(FileSystem storage, Path file, Sink rows) throws IOException {
    read(storage, file, ALL, rows);
  }

  /** The status of the first trial of a file; throws as {@link #read} does. */
  static String status(FileSystem storage, Path file) throws IOException {
    List<String> statuses = new ArrayList<>();
    read(storage, file, STATUS, row -> statuses.add(row.getString("status", 0)));
    return statuses.get(0);
  }

  /** The trials of a file; throws as {@link #read} does. */
  static List<String> ids(FileSystem storage, Path file) throws IOException {
    List<String> ids = new ArrayList<>();
    read(storage, file, IDS, row -> ids.add(row.getString("trial_id", 0)));
    return ids;
  }

  /** How many rows a file holds; throws as {@link #read} does. */
  static long count(FileSystem storage, Path file) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(new StoredFile(storage, file))) {
      return reader.getRecordCount();
    }
  }

  private static TrialProbes probes(Group row) {
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

  private static void read(FileSystem storage, Path file, ParquetConfiguration settings, Sink rows)
      throws IOException {
    try (ParquetReader<Group> reader = new Builder(new StoredFile(storage, file), settings).build()) {
      Group row = reader.read();
      if (row == null) {
        throw new IOException(file + " holds no row");
      }
      for (; row != null; row = reader.read()) {
        rows.accept(row);
      }
    }
  }

  private static TrialRow summary(Group row, List<Double> epochLosses) {
    TreeMap<String, Double> metrics = new TreeMap<>();
    Group metricGroup = row.getGroup("metrics", 0);
    for (int i = 0; i < metricGroup.getFieldRepetitionCount("key_value"); i++) {
      Group entry = metricGroup.getGroup("key_value", i);
      metrics.put(entry.getString("key", 0).intern(), entry.getDouble("value", 0));
    }
    TreeMap<String, String> config = settings(row);
    boolean failed = row.getFieldRepetitionCount("failure") > 0;
    // Names are interned: the driver keeps a row of each trial, and these are the same in most of them.
    return new TrialRow(
        row.getString("trial_id", 0),
        row.getString("variant", 0).intern(),
        row.getString("task", 0).intern(),
        row.getString("dataset", 0).intern(),
        row.getString("status", 0).intern(),
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
    Builder(InputFile file, ParquetConfiguration settings) {
      super(file, settings);
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }

  /** Parquet's own form of this would make a new file system for every file. */
  private record StoredFile(FileSystem storage, Path path) implements InputFile {
    @Override
    public long getLength() throws IOException {
      return storage.getFileStatus(path).getLen();
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
      return HadoopStreams.wrap(storage.open(path));
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }
}
