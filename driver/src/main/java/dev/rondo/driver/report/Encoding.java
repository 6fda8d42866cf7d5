package dev.rondo.driver.report;

import dev.rondo.driver.Numbers;
import java.util.List;

/**
 * One setting as numbers for a forest. Numbers stay numbers, on a logarithmic scale where they were swept on one; words become
 * a column of 0 and 1 each. That a trial lacks the setting is a value of its own, below every number.
 *
 * @param words the distinct words; empty for numbers
 * @param missing what stands for a missing number
 */
record Encoding(List<String> words, boolean log, double missing) {
  static final String NONE = "-";

  static Encoding of(List<String> values, boolean log) {
    List<String> present = values.stream().filter(value -> !value.equals(NONE)).distinct().sorted().toList();
    if (!present.stream().allMatch(MarginalEffects::isNumber)) {
      return new Encoding(values.stream().distinct().sorted().toList(), false, 0);
    }
    double low = present.stream().mapToDouble(value -> number(value, log)).min().orElse(0);
    return new Encoding(List.of(), log, low - 1);
  }

  int width() {
    return Math.max(1, words.size());
  }

  /** Writes a value into a row at a place. */
  void write(String value, double[] row, int at) {
    if (words.isEmpty()) {
      row[at] = value.equals(NONE) ? missing : number(value, log);
    } else {
      for (int w = 0; w < words.size(); w++) {
        row[at + w] = words.get(w).equals(value) ? 1 : 0;
      }
    }
  }

  private static double number(String value, boolean log) {
    double number = Double.parseDouble(value);
    return log ? StrictMath.log(number) : number;
  }
}
