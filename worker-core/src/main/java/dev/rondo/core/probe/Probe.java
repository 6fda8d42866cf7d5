package dev.rondo.core.probe;

import dev.rondo.core.Model;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.model.ParameterSet;
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
    DIRECTION(DirectionProbe::new),
    SPECTRUM(Spectrum::new),
    HIDDEN_GRADIENTS(HiddenGradients::new),
    HIDDEN_NORMS(HiddenNorms::new),
    JACOBIAN(Jacobian::new),
    GRADIENT_NORMS(GradientNorms::new),
    INPUT_SENSITIVITY(InputSensitivity::new),
    LSTM_BOUND(LstmBoundProbe::new);

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

  /**
   * What there is to measure.
   *
   * @param parameters as training left them
   * @param pass the sequences that the probe asked for, with a network that has the same parameters; null when it asked for none
   */
  record Subject(Model model, ParameterSet parameters, Kernels kernels, ProbePass pass) {}

  /**
   * Sequences of the validation split that it sends through the network, at most; 0 for none.
   *
   * @param batch sequences of a batch of training
   */
  default int sequences(int batch) {
    return 0;
  }

  /** Whether it makes sense only for cells that hand back slopes by their states. */
  default boolean needsStateSlopes() {
    return false;
  }

  /**
   * Looks at what it will measure.
   *
   * @throws IllegalArgumentException when that makes no sense
   */
  default void check(Kind kind, Model model) {
    if (sequences(1) > 0 && model.optimizer().closedForm()) {
      throw new IllegalArgumentException(
          "probes.kinds has " + kind.text() + " with optimizer.kind = " + model.params().text("optimizer.kind")
              + ": a closed form follows no slopes; leave the probe out");
    }
    if (needsStateSlopes() && !model.network().layers().get(0).cell().handsBackStateSlopes()) {
      throw new IllegalArgumentException(
          "probes.kinds has " + kind.text() + " with model.cell.kind = " + model.params().text("model.cell.kind")
              + ": this cell does not tell the slopes by its states, or remembers more than them; leave the probe out, or take"
              + " an elman, factorised, leaky, max-affine or gru cell");
    }
  }

  void measure(Subject subject, Listener listener);
}
