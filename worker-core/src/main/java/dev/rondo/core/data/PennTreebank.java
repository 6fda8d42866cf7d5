package dev.rondo.core.data;

import dev.rondo.core.data.SequenceSet.Example;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The Penn Treebank as characters (paper 004, section 3): each line is a sequence of one-hot vectors of 49 symbols, with its leading
 * and trailing space and its line end; the next one is to be predicted. {@code <unk>}, which stands for a rare word, is one symbol.
 */
final class PennTreebank {
  static final List<String> FILES = List.of("ptb.train.txt", "ptb.valid.txt", "ptb.test.txt");

  /** What stands for a rare word; symbol 0. */
  private static final String UNKNOWN = "<unk>";

  /** Symbols 1, 2, ... */
  private static final String CHARACTERS = "\n#$&'*-./\\0123456789N abcdefghijklmnopqrstuvwxyz";

  static final int SYMBOLS = 1 + CHARACTERS.length();

  /** Targets after the line end that the paper's code scores as well. */
  private static final int MASK = 2;

  private PennTreebank() {}

  /** @throws DataException when a file is missing, damaged, or has no line that is short enough */
  static SequenceSet read(Path folder, PennTreebankSettings settings) throws DataException {
    List<Example> train = read(folder.resolve(FILES.get(0)), settings, settings.train());
    List<Example> valid = read(folder.resolve(FILES.get(1)), settings, settings.valid());
    List<Example> test = read(folder.resolve(FILES.get(2)), settings, settings.test());
    return ContentHash.complete(
        PennTreebankSettings.NAME, SYMBOLS, SYMBOLS, train, valid, test, OptionalDouble.empty());
  }

  private static List<Example> read(Path file, PennTreebankSettings settings, int most) throws DataException {
    List<Example> examples = new ArrayList<>();
    List<String> lines = TextLines.read(file);
    for (int i = 0; i < lines.size() && (most == 0 || examples.size() < most); i++) {
      String line = lines.get(i) + "\n";
      if (settings.longest() == 0 || line.length() <= settings.longest()) {
        char[] symbols = symbols(file, i + 1, line);
        // Symbol 0 is what the paper's code fills lines up with.
        char[] scored = settings.codeMask() ? Arrays.copyOf(symbols, symbols.length + MASK) : symbols;
        examples.add(new Example(BinarySequence.oneHot(SYMBOLS, scored), null));
      }
    }
    if (examples.isEmpty()) {
      throw new DataException(file + ": " + (lines.isEmpty() ? "is empty" : "none of its " + lines.size()
          + " lines has at most " + settings.longest() + " characters") + "; get the file anew, or set a larger task.longest-line");
    }
    return List.copyOf(examples);
  }

  private static char[] symbols(Path file, int number, String line) throws DataException {
    char[] symbols = new char[line.length()];
    int count = 0;
    for (int at = 0; at < line.length(); at++) {
      if (line.startsWith(UNKNOWN, at)) {
        symbols[count++] = 0;
        at += UNKNOWN.length() - 1;
        continue;
      }
      int symbol = CHARACTERS.indexOf(line.charAt(at)) + 1;
      if (symbol == 0) {
        throw new DataException(file + ": line " + number + ", column " + (at + 1) + ": the character "
            + Table.shown(line.substring(at, at + 1)) + " is none of the " + SYMBOLS + " symbols of this set, which are "
            + UNKNOWN + ", line end, " + CHARACTERS.strip() + " and space; get the file anew");
      }
      symbols[count++] = (char) symbol;
    }
    return Arrays.copyOf(symbols, count);
  }
}
