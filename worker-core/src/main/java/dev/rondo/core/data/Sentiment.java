package dev.rondo.core.data;

import dev.rondo.core.data.SequenceSet.Example;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The Stanford Sentiment Treebank with two classes, SST-2 (paper 002, appendix B): one sentence a line, words with spaces between, a
 * tab, and 0 (negative) or 1 (positive). Words become one-hot inputs: input 0 is every word that the training split does not have,
 * the others follow in the order of their characters.
 */
final class Sentiment {
  static final List<String> FILES = List.of("train.tsv", "dev.tsv", "test.tsv");

  private static final int CLASSES = 2;
  /** Inputs that a {@link BinarySequence} can tell apart. */
  private static final int WIDEST = 65_536;

  private Sentiment() {}

  private record Sentence(String[] words, int label) {}

  /** @throws DataException when a file is missing or damaged */
  static SequenceSet read(Path folder, SentimentSettings settings) throws DataException {
    List<Sentence> train = sentences(folder.resolve(FILES.get(0)), settings.train());
    List<Sentence> valid = sentences(folder.resolve(FILES.get(1)), settings.valid());
    List<Sentence> test = sentences(folder.resolve(FILES.get(2)), settings.test());
    if (settings.phrases() != null) {
      train.addAll(sentences(settings.phrases(), 0));
    }
    Map<String, Integer> words = vocabulary(folder, train);
    int inputs = words.size() + 1;
    SequenceSet set = ContentHash.complete(
        SentimentSettings.NAME, inputs, CLASSES, examples(train, words), examples(valid, words), examples(test, words),
        OptionalDouble.empty());
    return settings.vectors() == null ? set : set.with(WordVectors.read(settings.vectors(), words, inputs));
  }

  private static List<Sentence> sentences(Path file, int most) throws DataException {
    List<String> lines = TextLines.read(file);
    if (lines.isEmpty()) {
      throw new DataException(file + ": is empty; every line is a sentence, a tab, and 0 or 1; get the file anew");
    }
    List<Sentence> sentences = new ArrayList<>();
    for (int i = 0; i < lines.size() && (most == 0 || i < most); i++) {
      String line = lines.get(i);
      int tab = line.lastIndexOf('\t');
      String label = line.substring(tab + 1);
      String text = tab < 0 ? "" : line.substring(0, tab).strip();
      if (text.isEmpty() || !label.equals("0") && !label.equals("1")) {
        throw new DataException(file + ": line " + (i + 1) + " is " + Table.shown(line) + "; every line is a sentence, a tab, and"
            + " 0 or 1; correct the line, or get the file anew");
      }
      sentences.add(new Sentence(text.split("\\s+"), label.charAt(0) - '0'));
    }
    return sentences;
  }

  private static Map<String, Integer> vocabulary(Path folder, List<Sentence> train) throws DataException {
    TreeSet<String> words = new TreeSet<>();
    train.forEach(sentence -> words.addAll(List.of(sentence.words)));
    if (words.size() >= WIDEST) {
      throw new DataException(folder + ": the training sentences have " + words.size() + " different words; at most "
          + (WIDEST - 1) + " can be told apart; train on fewer sentences or phrases");
    }
    Map<String, Integer> inputs = new TreeMap<>();
    words.forEach(word -> inputs.put(word, inputs.size() + 1));
    return inputs;
  }

  private static List<Example> examples(List<Sentence> sentences, Map<String, Integer> words) {
    List<Sequence> targets = List.of(
        BinarySequence.oneHot(CLASSES, new char[] {0}), BinarySequence.oneHot(CLASSES, new char[] {1}));
    List<Example> examples = new ArrayList<>();
    for (Sentence sentence : sentences) {
      char[] ones = new char[sentence.words.length];
      for (int t = 0; t < ones.length; t++) {
        ones[t] = (char) (int) words.getOrDefault(sentence.words[t], 0);
      }
      examples.add(new Example(BinarySequence.oneHot(words.size() + 1, ones), targets.get(sentence.label)));
    }
    return List.copyOf(examples);
  }
}
