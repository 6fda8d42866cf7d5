package dev.rondo.driver.analyze;

import dev.rondo.driver.storage.Selection;
import dev.rondo.driver.storage.TrialRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Losses against one setting: averages over all finished trials that have a value of it, or one within a bin. */
final class Marginal {
  /** So many different values are shown one by one, and more in as many bins as {@link #BINS} says. */
  static final int SINGLE_VALUES = 20;

  static final int BINS = 10;

  /** Mean and standard error (NaN for a single trial). */
  record Mean(double value, double error) {
    private static Mean of(List<TrialRow> rows, ToDoubleFunction<TrialRow> loss) {
      double mean = rows.stream().mapToDouble(loss).sum() / rows.size();
      double squares = rows.stream().mapToDouble(row -> Math.pow(loss.applyAsDouble(row) - mean, 2)).sum();
      int n = rows.size();
      return new Mean(n == 0 ? Double.NaN : mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n));
    }
  }

  /**
   * The trials of one series whose value is from {@code from} to {@code to}.
   *
   * @param trials finished ones, which are averaged
   * @param leftOut diverged or failed ones, which are not
   */
  record Cell(String series, double from, double to, int trials, int leftOut, Mean test, Mean valid) {
    /** The middle, on a logarithmic axis that of the exponents. */
    double middle(boolean log) {
      return log ? Math.sqrt(from * to) : (from + to) / 2;
    }
  }

  private final List<Cell> cells = new ArrayList<>();
  private final int leftOut;

  /**
   * @param rows trials, all of which have a number as the value
   * @param value of the setting
   * @param series which series a trial belongs to
   * @param bins of equal width over all values; 0 to choose
   * @param log whether bins are equal in the logarithm
   */
  Marginal(
      List<TrialRow> rows, ToDoubleFunction<TrialRow> value, Function<TrialRow, String> series, int bins, boolean log) {
    double[] distinct = rows.stream().mapToDouble(value).distinct().sorted().toArray();
    int count = bins > 0 ? bins : distinct.length <= SINGLE_VALUES ? 0 : BINS;
    double[] edges = edges(distinct, count, log);
    SortedMap<String, SortedMap<Integer, List<TrialRow>>> grouped = new TreeMap<>();
    for (TrialRow row : rows) {
      grouped.computeIfAbsent(series.apply(row), key -> new TreeMap<>())
          .computeIfAbsent(place(edges, value.applyAsDouble(row), count), key -> new ArrayList<>()).add(row);
    }
    grouped.forEach((name, places) -> places.forEach((place, all) -> {
      List<TrialRow> finished = all.stream().filter(Marginal::counts).toList();
      cells.add(new Cell(
          name, edges[place], edges[count == 0 ? place : place + 1], finished.size(), all.size() - finished.size(),
          Mean.of(finished, TrialRow::testLoss), Mean.of(finished, TrialRow::validLoss)));
    }));
    leftOut = cells.stream().mapToInt(Cell::leftOut).sum();
  }

  private static boolean counts(TrialRow row) {
    return Selection.LOWEST_LOSS.ranks(row) && Double.isFinite(row.testLoss());
  }

  /** The values themselves, or the ends of so many bins. */
  private static double[] edges(double[] distinct, int bins, boolean log) {
    if (bins == 0 || distinct.length == 0) {
      return distinct;
    }
    double low = distinct[0];
    double high = distinct[distinct.length - 1];
    double[] edges = new double[bins + 1];
    for (int i = 0; i <= bins; i++) {
      double share = (double) i / bins;
      edges[i] = log ? low * StrictMath.pow(high / low, share) : low + (high - low) * share;
    }
    edges[bins] = high;
    return edges;
  }

  /** The value's own place, or its bin; a bin has its lower end, and the last one both. */
  private static int place(double[] edges, double value, int bins) {
    int place = Arrays.binarySearch(edges, value);
    if (place < 0) {
      place = -place - 2;
    }
    return bins == 0 ? place : Math.max(0, Math.min(bins - 1, place));
  }

  /** By series, then by value. */
  List<Cell> cells() {
    return cells;
  }

  /** Diverged or failed trials. */
  int leftOut() {
    return leftOut;
  }
}
