package dev.rondo.core.model;

import dev.rondo.core.Configs;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import dev.rondo.spec.Params;
import dev.rondo.spec.TrialConfig;

/** The small network of gradient checks, made from lines of a spec. */
final class SmallNetwork extends dev.rondo.core.check.SmallNetwork {
  final TrialConfig config;

  /** @param masked as in the other one */
  SmallNetwork(Precision precision, Loss loss, boolean masked, String... settings) {
    this(precision, loss, masked, Configs.quick("model.hidden = " + H, String.join("\n", settings)));
  }

  private SmallNetwork(Precision precision, Loss loss, boolean masked, TrialConfig config) {
    super(precision, loss, masked, Params.of(config), config.seed());
    this.config = config;
  }
}
