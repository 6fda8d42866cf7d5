package dev.rondo.driver.storage;

import dev.rondo.core.EpochRow;
import dev.rondo.core.Failure;
import dev.rondo.core.ProbeRow;
import dev.rondo.core.Provenance;
import dev.rondo.core.TrialResult;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;

/** Writes finished trials as rows of a Parquet file. The same results give the same bytes. */
final class RowWriter {
  /** A row is some tens of kilobytes; Parquet's default of 128 MB is meant for files of millions of rows. */
  private static final long ROW_GROUP_BYTES = 8L << 20;

  /** The writer takes buffers of this size for each file, and most files are small. */
  private static final int PAGE_BYTES = 64 << 10;

  private static final ParquetConfiguration SETTINGS = new PlainParquetConfiguration();

  private RowWriter() {}

  /** The bytes of a file of these rows. */
  static byte[] bytes(List<TrialResult> results) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ParquetWriter<Group> writer = open(new StreamFile(bytes))) {
      for (TrialResult result : results) {
        writer.write(row(result));
      }
    }
    return bytes.toByteArray();
  }

  /** A file of whole rows as {@link RowReader#groups} gives them; on the disk once it is closed. */
  static ParquetWriter<Group> open(FileSystem storage, Path file) throws IOException {
    return open(new StreamFile(new Synced(storage.create(file, true))));
  }

  /** What was written is on the disk, not only handed to the system, once it is closed. */
  private static final class Synced extends FilterOutputStream {
    private final FSDataOutputStream to;

    Synced(FSDataOutputStream to) {
      super(to);
      this.to = to;
    }

    @Override
    public void write(byte[] content, int offset, int length) throws IOException {
      to.write(content, offset, length);
    }

    @Override
    public void close() throws IOException {
      to.hsync();
      to.close();
    }
  }

  private static ParquetWriter<Group> open(OutputFile file) throws IOException {
    return ExampleParquetWriter.builder(file)
        .withType(TrialSchema.PARQUET)
        .withConf(SETTINGS)
        .withCompressionCodec(CompressionCodecName.ZSTD)
        .withRowGroupSize(ROW_GROUP_BYTES)
        .withPageSize(PAGE_BYTES)
        .build();
  }

  private static Group row(TrialResult r) {
    Group row = new SimpleGroup(TrialSchema.PARQUET);
    row.append("trial_id", r.config().id())
        .append("sweep", r.config().sweep())
        .append("variant", r.config().variant())
        .append("task", r.task())
        .append("dataset", r.dataset())
        .append("status", r.status().text())
        .append("seed", r.config().seed())
        .append("epochs_run", r.epochsRun())
        .append("best_epoch", r.bestEpoch())
        .append("train_loss", r.trainLoss())
        .append("valid_loss", r.validLoss())
        .append("test_loss", r.testLoss());
    // Sorted, because the bytes of a row must not depend on the order in which a map happens to be walked.
    Group metrics = row.addGroup("metrics");
    for (Map.Entry<String, Double> entry : new TreeMap<>(r.metrics()).entrySet()) {
      metrics.addGroup("key_value").append("key", entry.getKey()).append("value", entry.getValue());
    }
    Group config = row.addGroup("config");
    for (Map.Entry<String, String> entry : r.config().values().entrySet()) {
      config.addGroup("key_value").append("key", entry.getKey()).append("value", entry.getValue());
    }
    if (r.failure() != null) {
      failure(row.addGroup("failure"), r.failure());
    }
    provenance(row.addGroup("provenance"), r.provenance());
    row.append("started_at", micros(r.startedAt()))
        .append("finished_at", micros(r.finishedAt()))
        .append("wall_seconds", r.wallSeconds());
    if (r.resumedFromEpoch() != null) {
      row.append("resumed_from_epoch", r.resumedFromEpoch());
    }
    row.append("flops", r.flops());
    Group epochs = row.addGroup("epochs");
    for (EpochRow e : r.epochs()) {
      epochs.addGroup("list").addGroup("element")
          .append("epoch", e.epoch())
          .append("train_loss", e.trainLoss())
          .append("valid_loss", e.validLoss())
          .append("test_loss", e.testLoss())
          .append("step_rate", e.stepRate())
          .append("gradient_norm", e.gradientNorm())
          .append("seconds", e.seconds());
    }
    Group probes = row.addGroup("probes");
    for (ProbeRow p : r.probes()) {
      probes.addGroup("list").addGroup("element")
          .append("epoch", p.epoch())
          .append("probe", p.probe())
          .append("key", p.key())
          .append("value", p.value());
    }
    return row;
  }

  private static void failure(Group group, Failure failure) {
    group.append("kind", text(failure.kind()))
        .append("message", text(failure.message()))
        .append("stack", text(failure.stack()))
        .append("epoch", failure.epoch());
  }

  private static void provenance(Group group, Provenance p) {
    group.append("version", text(p.version()))
        .append("jvm", text(p.jvm()))
        .append("os", text(p.os()))
        .append("cpu", text(p.cpu()))
        .append("blas", text(p.blas()))
        .append("threads", p.threads())
        .append("dtype", text(p.dtype()))
        .append("data_hash", text(p.dataHash()));
  }

  /** An exception without a message gives null, which must not cost the row. */
  private static String text(String value) {
    return value == null ? "" : value;
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }
}
