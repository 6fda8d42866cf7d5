package dev.rondo.core.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Sources;

/**
 * The variables of a MATLAB v5 file. The file is taken apart here, one variable at a time, and each is handed to MFL on
 * its own: so every length that MFL meets can be held against the bytes that are really there, and a damaged file costs
 * no more memory than a sound one.
 *
 * @param arrays the wanted variables that the file has
 * @param found every variable's name and class, in order of the names
 */
record MatVariables(Map<String, Array> arrays, Map<String, String> found) {
  private static final int HEADER = 128; // 116 text, 8 subsystem offset, 2 version, 2 byte order
  private static final int TAG = 8;
  private static final int MATRIX = 14;
  private static final int COMPRESSED = 15;
  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final String CURE = "; fetch or export the file again (in MATLAB: save -v7)";

  /**
   * Reads the named variables; others are only listed.
   *
   * @throws DataException when the file is missing, damaged, or no MATLAB v5 file
   */
  static MatVariables read(Path file, Set<String> wanted) throws DataException {
    // Each file or variable stands in memory about three times while it is read.
    return read(file, wanted, Math.min(Integer.MAX_VALUE / 2, Runtime.getRuntime().maxMemory() / 6));
  }

  /** The same, where a file, and a variable once unpacked, may have {@code room} bytes. */
  static MatVariables read(Path file, Set<String> wanted, long room) throws DataException {
    byte[] bytes = bytes(file, room);
    ByteOrder order = checkHeader(file, bytes);
    MatVariables result = new MatVariables(new TreeMap<>(), new TreeMap<>());
    int at = HEADER;
    while (at < bytes.length) {
      if (bytes.length - at < TAG) {
        throw truncated(file, bytes.length, at);
      }
      ByteBuffer tag = ByteBuffer.wrap(bytes, at, TAG).order(order);
      int type = tag.getInt();
      long length = tag.getInt() & 0xFFFFFFFFL;
      if (type != MATRIX && type != COMPRESSED) {
        throw damaged(file, at, "an element of type " + type + " stands where a variable should begin", null);
      }
      if (length > bytes.length - at - TAG) {
        throw truncated(file, bytes.length, at);
      }
      byte[] variable = type == MATRIX
          ? slice(bytes, at, TAG + (int) length)
          : inflate(file, bytes, at, (int) length, room);
      result.add(file, at, bytes, variable, order, wanted);
      at += TAG + (int) length;
    }
    return result;
  }

  private static byte[] bytes(Path file, long room) throws DataException {
    if (!Files.exists(file)) {
      throw new DataException(file + ": no such file; a MATLAB v5 file is expected there");
    }
    if (Files.isDirectory(file)) {
      throw new DataException(file + ": is a folder; a MATLAB v5 file is expected there");
    }
    try {
      long size = Files.size(file);
      if (size > room) {
        throw tooLarge(file, size + " bytes", room);
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e + "; check the file's permissions", e);
    }
  }

  private static ByteOrder checkHeader(Path file, byte[] bytes) throws DataException {
    if (bytes.length == 0) {
      throw new DataException(file + ": is empty (0 bytes); a MATLAB v5 file is expected" + CURE);
    }
    String text = new String(bytes, 0, Math.min(bytes.length, 116), StandardCharsets.ISO_8859_1);
    if (startsWith(bytes, 0, HDF5) || startsWith(bytes, 512, HDF5) || text.startsWith("MATLAB 7.3")) {
      throw new DataException(file + ": is a MATLAB v7.3 file, which is HDF5 inside; only v5 to v7 files are read"
          + "; save it again in MATLAB with save -v7");
    }
    String magic = "MATLAB 5.0 MAT-file";
    if (!text.startsWith(magic)) {
      boolean cut = magic.startsWith(text);
      throw new DataException(file + (cut ? ": is truncated: only " + bytes.length + " bytes are there"
          : ": is not a MATLAB file: it does not begin with the words " + magic) + CURE);
    }
    if (bytes.length < HEADER) {
      throw truncated(file, bytes.length, 0);
    }
    if (bytes[126] == 'I' && bytes[127] == 'M') {
      return ByteOrder.LITTLE_ENDIAN;
    }
    if (bytes[126] == 'M' && bytes[127] == 'I') {
      return ByteOrder.BIG_ENDIAN;
    }
    throw damaged(file, 126, "the mark of the byte order is neither IM nor MI", null);
  }

  private void add(Path file, int at, byte[] whole, byte[] variable, ByteOrder order, Set<String> wanted)
      throws DataException {
    // MFL reads files: give it this file's header and this one variable. The subsystem (classes, handles) is left out.
    byte[] image = new byte[HEADER + variable.length];
    System.arraycopy(whole, 0, image, 0, HEADER);
    Arrays.fill(image, 116, 124, (byte) 0);
    System.arraycopy(variable, 0, image, HEADER, variable.length);
    if (isOpaque(image, order)) {
      return;
    }
    StrictMatReader reader = new StrictMatReader(Sources.wrap(ByteBuffer.wrap(image)), image.length);
    reader.setEntryFilter(header -> {
      found.put(header.getName(), header.getType().name());
      return wanted.contains(header.getName());
    });
    try {
      for (MatFile.Entry entry : reader.readMat().getEntries()) {
        if (arrays.put(entry.getName(), entry.getValue()) != null) {
          throw damaged(file, at, "the variable " + entry.getName() + " is there twice", null);
        }
      }
    } catch (IOException | RuntimeException e) {
      throw damaged(file, at, reason(e), e);
    }
  }

  /** Whether the element holds an object of a class, whose layout is another; never one of the variables wanted. */
  private static boolean isOpaque(byte[] image, ByteOrder order) {
    int flags = HEADER + 2 * TAG;
    return image.length >= flags + 4 && (ByteBuffer.wrap(image).order(order).getInt(flags) & 0xFF) == 17;
  }

  private static byte[] inflate(Path file, byte[] bytes, int at, int length, long room) throws DataException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes, at + TAG, length);
      ByteArrayOutputStream out = new ByteArrayOutputStream(length);
      byte[] part = new byte[1 << 16];
      while (!inflater.finished()) {
        int n = inflater.inflate(part);
        if (n == 0 && !inflater.finished()) {
          throw damaged(file, at, "the compressed data end too early", null);
        }
        out.write(part, 0, n);
        if (out.size() > room) {
          throw tooLarge(file, "a variable of more than " + room + " bytes once unpacked", room);
        }
      }
      return out.toByteArray();
    } catch (DataFormatException e) {
      throw damaged(file, at, "the compressed data are broken (" + e.getMessage() + ")", e);
    } finally {
      inflater.end();
    }
  }

  private static byte[] slice(byte[] bytes, int from, int length) {
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  private static boolean startsWith(byte[] bytes, int from, byte[] mark) {
    return bytes.length >= from + mark.length && Arrays.equals(slice(bytes, from, mark.length), mark);
  }

  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    return message.lines().findFirst().orElse("").strip();
  }

  private static DataException truncated(Path file, int size, int at) {
    return new DataException(file + ": is truncated: the part that begins at byte " + at
        + " goes beyond the end at byte "
        + size + CURE);
  }

  private static DataException damaged(Path file, int at, String what, Throwable cause) {
    return new DataException(file + ": is damaged at byte " + at + ": " + what + CURE, cause);
  }

  private static DataException tooLarge(Path file, String what, long room) {
    return new DataException(file + ": holds " + what + "; at most " + room
        + " bytes fit into the memory of this process; give it more memory (-Xmx)");
  }
}
