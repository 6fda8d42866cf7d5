package dev.rondo.core.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.EpochRow;
import dev.rondo.core.ProbeRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class CheckpointCodecTest {
  private static final Checkpoint CHECKPOINT = new Checkpoint(
      new Checkpoint.Origin("0123456789abcdef", "1.2", "aa"), new Checkpoint.Partial(3, 1.5, 2, Double.NaN, 4), 1,
      Double.POSITIVE_INFINITY, 1L << 40, Instant.parse("2026-01-02T03:04:05.000000006Z"), 7.25,
      List.of(new EpochRow(1, 0.1, 0.2, Double.NaN, 0.3, 0.4, 0.5), new EpochRow(2, -0.1, 1e300, 0, -0.0, 1, 2)),
      List.of(new ProbeRow(0, "weight-norms", "recurrent", 1.25)), ByteBuffer.wrap(new byte[] {1, -2, 3, -4}));

  /** With the checksum that belongs to it. */
  private static byte[] sealed(byte[] file) {
    CRC32C crc = new CRC32C();
    crc.update(file, 0, file.length - 4);
    ByteBuffer.wrap(file).putInt(file.length - 4, (int) crc.getValue());
    return file;
  }

  private static String refused(byte[] file) {
    return assertThrows(IOException.class, () -> CheckpointCodec.decode(file)).getMessage();
  }

  @Test
  void everythingComesBack() throws IOException {
    byte[] file = CheckpointCodec.encode(CHECKPOINT);
    assertEquals(CHECKPOINT, CheckpointCodec.decode(file));
    assertTrue(Arrays.equals(file, CheckpointCodec.encode(CHECKPOINT)), "the same bytes again");
  }

  @Test
  void cutOffAnywhere_isRefused() {
    byte[] file = CheckpointCodec.encode(CHECKPOINT);
    for (int length = 0; length < file.length; length++) {
      refused(Arrays.copyOf(file, length));
    }
    refused(Arrays.copyOf(file, file.length + 1));
  }

  @Test
  void anyAlteredBit_isRefused() {
    byte[] file = CheckpointCodec.encode(CHECKPOINT);
    for (int bit = 0; bit < 8 * file.length; bit++) {
      byte[] altered = file.clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      refused(altered);
    }
  }

  @Test
  void otherFormsAndOtherClasses_areRefused_alsoWithAGoodChecksum() {
    byte[] file = CheckpointCodec.encode(CHECKPOINT);
    assertEquals("it is not a checkpoint, or cut off", refused(sealed(new byte[64])));
    byte[] newer = file.clone();
    newer[11] = 2;
    assertEquals("its form is 2, this Rondo reads 1", refused(sealed(newer)));
    byte[] unknown = file.clone();
    unknown[12] = 99; // the class id
    assertTrue(refused(sealed(unknown)).contains("unregistered class"), refused(sealed(unknown)));
    byte[] row = file.clone();
    row[12] = 13; // of a row of epochs
    assertEquals("it holds something else", refused(sealed(row)));
    byte[] longer = Arrays.copyOf(file, file.length + 1);
    assertEquals("it holds something else", refused(sealed(longer)));
  }
}
