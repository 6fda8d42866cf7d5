package dev.rondo.driver.report;

import dev.rondo.spec.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Permutation importance (Breiman 2001, section 10) on trials that a forest has not seen: five-fold cross-validation, and in
 * each fold one setting at a time shuffled among the trials held out. The same trials give the same figures.
 *
 * @param explained R^2 of the predictions for held-out trials: 1 when perfect, 0 or less when a mean does as well
 * @param lost by setting, how much of R^2 goes when the setting is shuffled; about 0 when it does not matter
 */
record ForestImportance(double explained, List<Double> lost) {
  private static final int FOLDS = 5;
  private static final int SHUFFLES = 10;
  private static final long SEED = 1;

  /**
   * @param x for each trial the values of all settings, as text
   * @param log which settings were swept on a logarithmic scale
   * @param y what is to be explained
   */
  static ForestImportance of(List<List<String>> x, boolean[] log, double[] y) {
    List<Encoding> encodings = new ArrayList<>();
    for (int s = 0; s < log.length; s++) {
      int setting = s;
      encodings.add(Encoding.of(x.stream().map(row -> row.get(setting)).toList(), log[s]));
    }
    int[] fold = folds(x);
    double total = 0;
    double error = 0;
    double[] shuffled = new double[log.length];
    for (int f = 0; f < FOLDS; f++) {
      int which = f;
      int[] train = IntStream.range(0, y.length).filter(i -> fold[i] != which).toArray();
      int[] held = IntStream.range(0, y.length).filter(i -> fold[i] == which).toArray();
      if (train.length == 0 || held.length == 0) {
        continue;
      }
      double[] known = Arrays.stream(train).mapToDouble(i -> y[i]).toArray();
      double[][] rows = Arrays.stream(train).mapToObj(i -> encode(encodings, x.get(i), -1, "")).toArray(double[][]::new);
      Forest forest = Forest.fit(rows, known, Seeds.of(SEED, "forest", f) >>> 1);
      double mean = Repeats.mean(known);
      for (int i : held) {
        total += (y[i] - mean) * (y[i] - mean);
        error += squared(forest.predict(encode(encodings, x.get(i), -1, "")) - y[i]);
      }
      IntStream.range(0, log.length).parallel().forEach(
          s -> shuffled[s] = addShuffled(shuffled[s], which, s, forest, encodings, x, y, held));
    }
    double whole = total;
    double unshuffled = error;
    return new ForestImportance(
        1 - error / total, Arrays.stream(shuffled).mapToObj(sum -> (sum - unshuffled) / whole).toList());
  }

  /** Adds to a sum the mean squared error for the trials held out while they exchange their values of one setting. */
  private static double addShuffled(
      double sum, int fold, int setting, Forest forest, List<Encoding> encodings, List<List<String>> x, double[] y, int[] held) {
    // A trial gets few different values: what the forest says of each is kept.
    List<Map<String, Double>> predictions = Arrays.stream(held).<Map<String, Double>>mapToObj(i -> new HashMap<>()).toList();
    double result = sum;
    for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
      int[] from = shuffle(held, Seeds.of(SEED, "shuffle", fold, setting, shuffle));
      for (int i = 0; i < held.length; i++) {
        List<String> trial = x.get(held[i]);
        double predicted = predictions.get(i).computeIfAbsent(
            x.get(from[i]).get(setting), value -> forest.predict(encode(encodings, trial, setting, value)));
        result += squared(predicted - y[held[i]]) / SHUFFLES;
      }
    }
    return result;
  }

  private static double squared(double value) {
    return value * value;
  }

  /** Trials with equal settings share a fold, or a forest would be asked what it has seen. */
  private static int[] folds(List<List<String>> x) {
    Map<List<String>, Integer> configurations = new HashMap<>();
    int[] number = new int[x.size()];
    for (int i = 0; i < number.length; i++) {
      number[i] = configurations.computeIfAbsent(x.get(i), key -> configurations.size());
    }
    int[] order = shuffle(IntStream.range(0, configurations.size()).toArray(), Seeds.of(SEED, "folds"));
    int[] place = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      place[order[i]] = i;
    }
    return Arrays.stream(number).map(n -> place[n] % FOLDS).toArray();
  }

  private static int[] shuffle(int[] items, long seed) {
    Integer[] places = IntStream.range(0, items.length).boxed().toArray(Integer[]::new);
    Arrays.sort(places, Comparator.comparingDouble(i -> Seeds.unit(seed, "place", i)));
    return Arrays.stream(places).mapToInt(i -> items[i]).toArray();
  }

  /** @param other setting that takes another value; -1 for none */
  private static double[] encode(List<Encoding> encodings, List<String> values, int other, String value) {
    double[] row = new double[encodings.stream().mapToInt(Encoding::width).sum()];
    int at = 0;
    for (int s = 0; s < encodings.size(); s++) {
      encodings.get(s).write(s == other ? value : values.get(s), row, at);
      at += encodings.get(s).width();
    }
    return row;
  }
}
