package dev.rondo.core.probe;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.optim.Optimizer;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * A measurement of the parameters as they stand between two epochs, without perturbation, or of what the optimizer has noted of the
 * updates before. Training goes on as without it.
 */
public interface Probe {
  /** Every kind, by its name in a spec. */
  enum Kind {
    SPECTRAL_RADIUS(SpectralRadiusProbe::new),
    WEIGHT_NORMS(WeightNorms::new),
    DIRECTION(DirectionProbe::new);

    private final Supplier<Probe> constructor;

    Kind(Supplier<Probe> constructor) {
      this.constructor = constructor;
    }

    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind of this name. */
    public static Kind of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    Probe create() {
      return constructor.get();
    }
  }

  /** Hears what a probe measures. */
  @FunctionalInterface
  interface Listener {
    /** @param key what was measured, as in {@code recurrent}; each at most once a measurement */
    void value(String key, double value);
  }

  void measure(ParameterSet parameters, Kernels kernels, Optimizer optimizer, Listener listener);
}
