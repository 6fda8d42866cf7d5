package dev.rondo.core.checkpoint;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.rondo.core.EpochRow;
import dev.rondo.core.ProbeRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A checkpoint as bytes: {@code RONDOCKP}, the version of this form, the checkpoint as Kryo writes it, and the CRC-32C of all
 * that. Kryo knows three classes and refuses any other.
 */
final class CheckpointCodec {
  private static final long MAGIC = 0x524F4E444F434B50L; // RONDOCKP
  private static final int VERSION = 1;
  private static final int HEAD = Long.BYTES + Integer.BYTES;
  private static final int ROOM = 1 << 16;

  private CheckpointCodec() {}

  static byte[] encode(Checkpoint checkpoint) {
    Output out = new Output(HEAD + checkpoint.numbers().remaining() + ROOM, -1);
    out.writeLong(MAGIC);
    out.writeInt(VERSION);
    kryo().writeClassAndObject(out, checkpoint);
    out.writeInt(checksum(out.getBuffer(), out.position()));
    return out.toBytes();
  }

  /** @throws IOException when these are not the bytes of a whole checkpoint; the message says why */
  static Checkpoint decode(byte[] bytes) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(bytes);
    int content = bytes.length - Integer.BYTES;
    if (content < HEAD || file.getLong() != MAGIC) {
      throw new IOException("it is not a checkpoint, or cut off");
    }
    if (file.getInt(content) != checksum(bytes, content)) {
      throw new IOException("its checksum is wrong");
    }
    int version = file.getInt();
    if (version != VERSION) {
      throw new IOException("its form is " + version + ", this Rondo reads " + VERSION);
    }
    try (Input in = new Input(bytes, HEAD, content - HEAD)) {
      if (kryo().readClassAndObject(in) instanceof Checkpoint checkpoint && in.position() == content) {
        return checkpoint;
      }
      throw new IOException("it holds something else");
    } catch (KryoException e) {
      throw new IOException("Kryo cannot read it: " + e.getMessage(), e);
    }
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static Kryo kryo() {
    Kryo kryo = new Kryo();
    kryo.setRegistrationRequired(true);
    kryo.setReferences(false);
    kryo.register(Checkpoint.class, new Whole(), 10);
    kryo.register(EpochRow.class, new EpochRows(), 11);
    kryo.register(ProbeRow.class, new ProbeRows(), 12);
    return kryo;
  }

  // Kryo's own serializers set fields, which records do not allow.

  private static final class Whole extends Serializer<Checkpoint> {
    @Override
    public void write(Kryo kryo, Output out, Checkpoint c) {
      out.writeString(c.origin().trial());
      out.writeString(c.origin().build());
      out.writeString(c.origin().dataHash());
      out.writeInt(c.partial().batches());
      out.writeDouble(c.partial().loss());
      out.writeDouble(c.partial().count());
      out.writeDouble(c.partial().norms());
      out.writeDouble(c.partial().seconds());
      out.writeInt(c.bestEpoch());
      out.writeDouble(c.bestValid());
      out.writeLong(c.rowsTrained());
      out.writeLong(c.startedAt().getEpochSecond());
      out.writeInt(c.startedAt().getNano());
      out.writeDouble(c.seconds());
      writeList(kryo, out, c.rows());
      writeList(kryo, out, c.probes());
      out.writeInt(c.numbers().remaining());
      out.writeBytes(c.numbers().array(), c.numbers().arrayOffset() + c.numbers().position(), c.numbers().remaining());
    }

    @Override
    public Checkpoint read(Kryo kryo, Input in, Class<Checkpoint> type) {
      return new Checkpoint(
          new Checkpoint.Origin(in.readString(), in.readString(), in.readString()),
          new Checkpoint.Partial(in.readInt(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble()),
          in.readInt(),
          in.readDouble(),
          in.readLong(),
          Instant.ofEpochSecond(in.readLong(), in.readInt()),
          in.readDouble(),
          readList(kryo, in, EpochRow.class),
          readList(kryo, in, ProbeRow.class),
          ByteBuffer.wrap(in.readBytes(in.readInt())));
    }

    private static void writeList(Kryo kryo, Output out, List<?> rows) {
      out.writeInt(rows.size());
      rows.forEach(row -> kryo.writeObject(out, row));
    }

    private static <R> List<R> readList(Kryo kryo, Input in, Class<R> type) {
      List<R> rows = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        rows.add(kryo.readObject(in, type));
      }
      return rows;
    }
  }

  private static final class EpochRows extends Serializer<EpochRow> {
    @Override
    public void write(Kryo kryo, Output out, EpochRow row) {
      out.writeInt(row.epoch());
      out.writeDouble(row.trainLoss());
      out.writeDouble(row.validLoss());
      out.writeDouble(row.testLoss());
      out.writeDouble(row.stepRate());
      out.writeDouble(row.gradientNorm());
      out.writeDouble(row.seconds());
    }

    @Override
    public EpochRow read(Kryo kryo, Input in, Class<EpochRow> type) {
      return new EpochRow(
          in.readInt(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
    }
  }

  private static final class ProbeRows extends Serializer<ProbeRow> {
    @Override
    public void write(Kryo kryo, Output out, ProbeRow row) {
      out.writeInt(row.epoch());
      out.writeString(row.probe());
      out.writeString(row.key());
      out.writeDouble(row.value());
    }

    @Override
    public ProbeRow read(Kryo kryo, Input in, Class<ProbeRow> type) {
      return new ProbeRow(in.readInt(), in.readString(), in.readString(), in.readDouble());
    }
  }
}
