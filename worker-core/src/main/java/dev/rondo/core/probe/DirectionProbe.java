package dev.rondo.core.probe;

import dev.rondo.core.optim.DirectionMonitor;

/**
 * How the optimizer's directions stood to the gradients in all updates since the last measurement (paper 003, equations 3.28 to
 * 3.33); nothing before training, and for optimizers without directions of their own.
 */
final class DirectionProbe implements Probe {
  @Override
  public void measure(Subject s, Listener listener) {
    DirectionMonitor monitor = s.model().optimizer().directions();
    if (monitor != null && monitor.hasSeen()) {
      listener.value("cosine", monitor.meanCosine());
      listener.value("lowest-cosine", monitor.lowestCosine());
      listener.value("length-ratio", monitor.meanRatio());
      monitor.restart();
    }
  }
}
