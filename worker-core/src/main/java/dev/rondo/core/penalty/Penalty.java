package dev.rondo.core.penalty;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.model.Network;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.spec.Params;
import java.util.Locale;
import java.util.function.Function;

/** A term of the training loss that depends on the parameters. */
public interface Penalty {
  /** Every kind, by its name in a spec. */
  enum Kind {
    NONE(p -> null),
    WEIGHT_NORM(WeightNorm::new),
    COMPOSITE_DECAY(CompositeDecay::new),
    SOFT_ORTHOGONALITY(SoftOrthogonality::new),
    SPECTRUM_PRIOR(SpectrumPrior::new),
    LSTM_TIKHONOV(LstmTikhonov::new);

    private final Function<Params, Penalty> constructor;

    Kind(Function<Params, Penalty> constructor) {
      this.constructor = constructor;
    }

    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The penalty of these settings; null for {@link #NONE}. */
    public static Penalty of(Params params) {
      return valueOf(params.kind().toUpperCase(Locale.ROOT).replace('-', '_')).constructor.apply(params);
    }
  }

  /**
   * Looks at the network whose parameters it is of, once, before anything else.
   *
   * @throws IllegalArgumentException when it makes no sense there
   */
  default void bind(Network network) {}

  /** The penalty's value, in the units of the loss. */
  double value(ParameterSet parameters, Kernels kernels);

  /** Adds its slope to the gradients. */
  void addGradient(ParameterSet parameters, Kernels kernels);
}
