package dev.rondo.core.data;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A text file in memory, line by line. */
final class TextLines {
  /** Larger files are not what is meant, and would not fit. */
  private static final long BYTES = 1L << 30;

  private TextLines() {}

  /** @throws DataException when it is missing, too large or not UTF-8 */
  static List<String> read(Path file) throws DataException {
    try {
      long size = Files.size(file);
      if (size > BYTES) {
        throw new DataException(file + ": has " + size + " bytes; at most " + BYTES + " are read; give the file that is meant");
      }
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new DataException(file + ": is not text in UTF-8; get the file anew, or convert it", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e + "; check its permissions", e);
    }
  }
}
