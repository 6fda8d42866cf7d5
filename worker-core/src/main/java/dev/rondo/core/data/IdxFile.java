package dev.rondo.core.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads the IDX format: two zero bytes, the type of the numbers, how many dimensions there are, each of them as 4 bytes
 * (big-endian), and the numbers, the last dimension fastest. Plain or compressed by gzip, which the first bytes tell.
 */
final class IdxFile {
  private static final int UNSIGNED_BYTES = 8;
  private static final int GZIP = 0x1F8B;
  /** More items than any file that is meant: a damaged number of them shall not fill the memory. */
  private static final int ITEMS = 1_000_000;

  private IdxFile() {}

  /**
   * The bytes of a file of unsigned bytes.
   *
   * @param shape of one item, which the file must have; nothing for single bytes
   * @throws DataException when the file is damaged or of another form
   */
  static byte[] read(Path file, int... shape) throws DataException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
      raw.mark(2);
      boolean gzip = (raw.read() << 8 | raw.read()) == GZIP;
      raw.reset();
      return read(file, new DataInputStream(gzip ? new GZIPInputStream(raw, 1 << 16) : raw), shape);
    } catch (EOFException e) {
      throw new DataException(file + ": is truncated: it ends within its header or its compressed data; get the file anew", e);
    } catch (ZipException e) {
      throw new DataException(file + ": its compressed data is damaged: " + e.getMessage() + "; get the file anew", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e + "; check its permissions", e);
    }
  }

  private static byte[] read(Path file, DataInputStream in, int[] shape) throws IOException, DataException {
    int magic = in.readInt();
    int wanted = UNSIGNED_BYTES << 8 | shape.length + 1;
    if (magic != wanted) {
      throw new DataException(String.format(
          "%s: begins with %08x, where an IDX file of unsigned bytes in %d dimensions has %08x; it is another file, or damaged;"
              + " get the file anew", file, magic, shape.length + 1, wanted));
    }
    int items = in.readInt();
    int size = 1;
    int[] found = new int[shape.length];
    for (int i = 0; i < shape.length; i++) {
      found[i] = in.readInt();
      size *= shape[i];
    }
    if (!Arrays.equals(found, shape)) {
      throw new DataException(file + ": has items of " + Arrays.toString(found) + "; " + Arrays.toString(shape)
          + " is expected; get the file anew");
    }
    if (items < 1 || items > ITEMS) {
      throw new DataException(file + ": says that it has " + items + " items; 1 to " + ITEMS + " are expected; get the file anew");
    }
    byte[] values = in.readNBytes(items * size);
    if (values.length < items * size) {
      throw new DataException(file + ": is truncated: it says that it has " + items + " items, and has only "
          + values.length / size + "; get the file anew");
    }
    if (in.read() >= 0) {
      throw new DataException(file + ": goes on after the " + items + " items that it says it has; get the file anew");
    }
    return values;
  }
}
