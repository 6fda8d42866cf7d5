package dev.rondo.driver.analyze;

import dev.rondo.core.ProbeRow;
import dev.rondo.driver.storage.TrialProbes;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Spectral radii over epochs: mean and range over the finished trials of each data set, variant and weight. */
final class RadiusCurves {
  static final String PROBE = "spectral-radius";

  /** One weight of one variant on one data set. */
  record Name(String dataset, String variant, String weight) {}

  /** The radii at one epoch; trials that had ended before it do not count. */
  static final class Radii {
    private int trials;
    private double sum;
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;

    private void add(double radius) {
      trials++;
      sum += radius;
      low = Math.min(low, radius);
      high = Math.max(high, radius);
    }

    int trials() {
      return trials;
    }

    double mean() {
      return sum / trials;
    }

    double low() {
      return low;
    }

    double high() {
      return high;
    }
  }

  /** One name with its epochs. */
  record Curve(Name name, SortedMap<Integer, Radii> epochs) {}

  private final List<Curve> curves = new ArrayList<>();
  private int leftOut;

  /**
   * @param variants which, in the order wanted
   * @param trials in the order of their ids, so that sums have one order
   */
  RadiusCurves(List<String> variants, List<TrialProbes> trials) {
    SortedMap<String, SortedMap<Integer, Curve>> byText = new TreeMap<>();
    for (TrialProbes trial : trials) {
      int place = variants.indexOf(trial.variant());
      if (place < 0) {
        continue;
      }
      if (!trial.finished()) {
        leftOut++;
        continue;
      }
      for (ProbeRow row : trial.rows()) {
        if (row.probe().equals(PROBE) && Double.isFinite(row.value())) {
          byText.computeIfAbsent(trial.dataset() + '\0' + row.key(), key -> new TreeMap<>())
              .computeIfAbsent(
                  place, p -> new Curve(new Name(trial.dataset(), trial.variant(), row.key()), new TreeMap<>()))
              .epochs().computeIfAbsent(row.epoch(), epoch -> new Radii()).add(row.value());
        }
      }
    }
    byText.values().forEach(byVariant -> curves.addAll(byVariant.values()));
  }

  /** By data set, weight and variant. */
  List<Curve> curves() {
    return curves;
  }

  /** Trials of these variants that diverged or failed, which do not count. */
  int leftOut() {
    return leftOut;
  }

  /** A name without what all curves have in common. */
  String label(Name name) {
    boolean oneSet = curves.stream().map(c -> c.name().dataset()).distinct().count() == 1;
    boolean oneWeight = curves.stream().map(c -> c.name().weight()).distinct().count() == 1;
    return name.variant() + (oneWeight ? "" : " " + name.weight()) + (oneSet ? "" : " on " + name.dataset());
  }
}
