package dev.rondo.driver.report;

import dev.rondo.driver.Numbers;
import dev.rondo.driver.storage.SweepSummary;
import dev.rondo.driver.storage.TrialRow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The test loss of each variant's best trial by validation, data sets side by side, like Table 1 of Ognawala and Bayer (2014);
 * where that study has a figure for the same task, data set and variant, it stands beside with the difference.
 */
final class TestLoss implements Report {
  private static final Published STUDY = Published.load();

  /** A data set of a sweep. */
  private record Column(SweepView sweep, String dataset) {
    TrialRow best(String variant) {
      return sweep.summary().groups().stream()
          .filter(group -> group.dataset().equals(dataset) && group.variant().equals(variant))
          .map(SweepSummary.Group::best).filter(best -> best != null).findFirst().orElse(null);
    }

    double loss(String variant) {
      TrialRow best = best(variant);
      return best == null ? Double.NaN : best.testLoss();
    }

    double published(String variant) {
      TrialRow best = best(variant);
      return best == null ? Double.NaN : STUDY.testLoss(best.task(), dataset, variant);
    }

    boolean published() {
      return sweep.summary().groups().stream().anyMatch(group -> !Double.isNaN(published(group.variant())));
    }
  }

  @Override
  public Content of(List<SweepView> sweeps) {
    List<Column> sets = columns(sweeps);
    Set<String> variants = new LinkedHashSet<>();
    sweeps.forEach(sweep -> sweep.summary().groups().forEach(group -> variants.add(group.variant())));
    List<String> head = new ArrayList<>(List.of("variant"));
    for (Column set : sets) {
      boolean twice = sets.stream().filter(other -> other.dataset().equals(set.dataset())).count() > 1;
      head.add(twice ? set.sweep().on(set.dataset()) : set.dataset());
      head.addAll(set.published() ? List.of("published", "difference") : List.of());
    }
    List<List<String>> rows = new ArrayList<>();
    List<List<String>> data = new ArrayList<>();
    for (String variant : variants) {
      List<String> row = new ArrayList<>(List.of(variant));
      for (Column set : sets) {
        double loss = set.loss(variant);
        double published = set.published(variant);
        row.add(Numbers.loss(loss));
        if (set.published()) {
          row.add(Double.isNaN(published) ? "-" : Double.toString(published));
          row.add(Numbers.loss(loss - published));
        }
        if (set.best(variant) != null) {
          data.add(List.of(
              set.sweep().name(), set.dataset(), variant, set.best(variant).id(), Flat.number(loss),
              Flat.number(published), Flat.number(loss - published)));
        }
      }
      rows.add(row);
    }
    String unit = unit(sets.stream().flatMap(set -> variants.stream().map(set::best)).filter(best -> best != null).toList());
    boolean study = sets.stream().anyMatch(Column::published);
    String title = "Test loss (" + unit + " a step) of each variant's best trial by validation";
    List<String> notes = study
        ? List.of(
            "published: Table " + STUDY.testLoss().table() + " of " + STUDY.study() + ". Your spec may differ from the study in"
                + " trials, epochs and readings of its text.")
        : List.of();
    return new Content(
        List.of(Table.numbers(title, 1, head, rows)), notes,
        Table.data(List.of("sweep", "dataset", "variant", "trial_id", "test_loss", "published", "difference"), data));
  }

  /** Whether a published figure stands beside one of ours. */
  static boolean published(List<SweepView> sweeps) {
    return columns(sweeps).stream().anyMatch(Column::published);
  }

  /** What losses of these trials are counted in: nats where a likelihood is sure, else just a loss. */
  static String unit(List<TrialRow> trials) {
    boolean nats = !trials.isEmpty() && trials.stream().allMatch(row -> row.task().equals("polyphonic-music"));
    return nats ? "nats" : "loss";
  }

  private static List<Column> columns(List<SweepView> sweeps) {
    List<Column> columns = new ArrayList<>();
    sweeps.forEach(sweep -> sweep.datasets().forEach(dataset -> columns.add(new Column(sweep, dataset))));
    return columns;
  }
}
