package dev.rondo.core.metric;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Batch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The metrics of one pass over a split. */
public final class MetricPass {
  private final List<Metric.Kind> kinds;
  private final List<Metric> metrics;

  /** @param loss of the network, which says what its outputs mean */
  public MetricPass(List<Metric.Kind> kinds, Loss loss) {
    this.kinds = kinds;
    metrics = kinds.stream().map(kind -> kind.create(loss)).toList();
  }

  /** Takes the steps of a batch that count, given its outputs [T B, O]. */
  public void add(Batch batch, Tensor outputs, int O) {
    if (metrics.isEmpty()) {
      return;
    }
    int width = batch.B() * O;
    for (int t = 0; t < batch.T(); t++) {
      double[] o = outputs.toArray(t * width, width);
      double[] x = batch.targets().toArray(batch.targetsAt() + t * width, width);
      for (int b = 0; b < batch.B(); b++) {
        if (batch.weights() == null || batch.weights()[t * batch.B() + b] != 0) {
          for (Metric metric : metrics) {
            metric.add(o, b * O, x, b * O, O);
          }
        }
      }
    }
  }

  /** By name, with a prefix. */
  public Map<String, Double> values(String prefix) {
    Map<String, Double> values = new TreeMap<>();
    for (int i = 0; i < kinds.size(); i++) {
      values.put(prefix + kinds.get(i).text(), metrics.get(i).value());
    }
    return values;
  }
}
