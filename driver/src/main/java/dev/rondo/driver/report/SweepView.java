package dev.rondo.driver.report;

import dev.rondo.driver.storage.Selection;
import dev.rondo.driver.storage.SweepSummary;
import dev.rondo.driver.storage.TrialRow;
import java.util.List;

/**
 * What reports look at.
 *
 * @param name of the sweep
 * @param location of its folder
 * @param planned trials of the whole sweep
 * @param swept dotted paths of the settings that differ between trials, in the order of the spec
 * @param ranges what is swept, variant by variant in the order of the spec
 * @param summary counts and best trials
 * @param trials every trial that has ended; of its settings only those that are swept
 */
public record SweepView(
    String name, String location, long planned, List<String> swept, List<Range> ranges, SweepSummary summary,
    List<TrialRow> trials) {
  /**
   * A setting that a variant sweeps.
   *
   * @param values the domain for people, as in {@code log-uniform [1.0E-4, 0.01]}
   * @param only empty, or the component on which the setting depends, as in {@code perturbation = dropconnect}
   */
  public record Range(String variant, String path, String values, String only) {}

  public SweepView {
    swept = List.copyOf(swept);
    ranges = List.copyOf(ranges);
    trials = List.copyOf(trials);
  }

  Selection selection() {
    return summary.selection();
  }

  /** The data sets that trials have ended on, by name. */
  List<String> datasets() {
    return summary.groups().stream().map(SweepSummary.Group::dataset).distinct().toList();
  }

  /** The trials of each variant on a data set, in the order of the spec. */
  List<Cohort> cohorts(String dataset) {
    return summary.groups().stream()
        .filter(group -> group.dataset().equals(dataset))
        .map(group -> Cohort.of(this, dataset, group.variant()))
        .toList();
  }

  /** For titles. */
  String on(String dataset) {
    return name + " on " + dataset;
  }
}
