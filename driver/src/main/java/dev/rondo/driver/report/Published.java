package dev.rondo.driver.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.rondo.driver.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a published study reports, to be put beside a sweep's own figures: a file of resources for each study.
 *
 * @param study authors and year
 * @param task the kind of task that its figures belong to
 * @param testLoss test losses, nats a step
 * @param best a table of best configurations for each data set
 */
@JsonIgnoreProperties("remark")
record Published(String study, String task, Losses testLoss, List<Configurations> best) {
  /** By variant, in the order of {@code datasets}. */
  record Losses(int table, List<String> datasets, Map<String, List<Double>> variants) {}

  /** By dotted path, in the order of {@code variants}; null where a variant has no such setting. */
  record Configurations(int table, String dataset, List<String> variants, Map<String, List<String>> settings) {}

  private static final String STUDY = "/dev/rondo/driver/studies/ognawala-bayer.json";

  /** Ognawala and Bayer (2014), Tables 1 and 3 to 6. */
  static Published load() {
    try (InputStream in = Published.class.getResourceAsStream(STUDY)) {
      return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), Published.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The published test loss, nats a step; NaN when there is none. */
  double testLoss(String ofTask, String dataset, String variant) {
    int column = testLoss.datasets().indexOf(dataset);
    List<Double> losses = testLoss.variants().get(variant);
    return !ofTask.equals(task) || column < 0 || losses == null ? Double.NaN : losses.get(column);
  }

  /** The published best configurations on a data set; null when there are none. */
  Configurations configurations(String ofTask, String dataset) {
    return best.stream().filter(table -> ofTask.equals(task) && table.dataset().equals(dataset)).findFirst().orElse(null);
  }

  /** A variant's settings by dotted path; empty when the study has no such variant. */
  static Map<String, String> settings(Configurations table, String variant) {
    Map<String, String> settings = new TreeMap<>();
    int column = table == null ? -1 : table.variants().indexOf(variant);
    if (column >= 0) {
      table.settings().forEach((path, values) -> {
        if (values.get(column) != null) {
          settings.put(path, values.get(column));
        }
      });
    }
    return settings;
  }
}
