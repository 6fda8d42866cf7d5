package dev.rondo.core.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Vectors of words from elsewhere, such as GloVe's, with which an embedding can start.
 *
 * @param size numbers of a vector
 * @param byInput [D][size], the vector of each input of a set; null for a word that has none
 */
public record WordVectors(int size, float[][] byInput) {
  /** Longer vectors are in no such file. */
  private static final int LONGEST = 100_000;

  /**
   * Reads a text file of a word and its numbers on each line, with single spaces between, as GloVe's are.
   *
   * @param words the input that each word is
   * @param inputs D
   * @throws DataException when the file is missing or damaged, or knows none of the words
   */
  static WordVectors read(Path file, Map<String, Integer> words, int inputs) throws DataException {
    float[][] vectors = new float[inputs][];
    int size = 0;
    int number = 0;
    boolean found = false;
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        String[] cells = line.split(" ");
        size = size == 0 ? cells.length - 1 : size;
        if (size < 1 || size > LONGEST || cells.length - 1 != size) {
          throw new DataException(file + ": line " + number + " has " + (cells.length - 1) + " numbers after its word; every line"
              + " needs as many as the first, with single spaces between; get the file anew");
        }
        Integer input = words.get(cells[0]);
        if (input != null) {
          vectors[input] = numbers(file, number, cells);
          found = true;
        }
      }
    } catch (CharacterCodingException e) {
      throw new DataException(file + ": after line " + number + " come bytes that are no UTF-8 text; get the file anew", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e + "; check its permissions", e);
    }
    if (!found) {
      throw new DataException(file + ": none of its " + number + " words is in the vocabulary of the data; a line is a word and"
          + " its numbers, with single spaces between; check that it is the file that is meant");
    }
    return new WordVectors(size, vectors);
  }

  private static float[] numbers(Path file, int line, String[] cells) throws DataException {
    float[] vector = new float[cells.length - 1];
    for (int j = 0; j < vector.length; j++) {
      try {
        vector[j] = Float.parseFloat(cells[j + 1]);
      } catch (NumberFormatException e) {
        vector[j] = Float.NaN;
      }
      if (!Float.isFinite(vector[j])) {
        throw new DataException(file + ": line " + line + ": " + Table.shown(cells[j + 1]) + " is not a finite number; every word"
            + " is followed by numbers such as 0.25; get the file anew");
      }
    }
    return vector;
  }
}
