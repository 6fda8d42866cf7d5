package dev.rondo.core.penalty;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.model.Network;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.Tape;
import dev.rondo.spec.Params;
import java.util.Locale;
import java.util.function.Function;

/** A term of the training loss that depends on the parameters, or on the slopes of the loss by the states. */
public interface Penalty {
  /** Every kind, by its name in a spec. */
  enum Kind {
    NONE(p -> null),
    WEIGHT_NORM(WeightNorm::new),
    COMPOSITE_DECAY(CompositeDecay::new),
    SOFT_ORTHOGONALITY(SoftOrthogonality::new),
    SPECTRUM_PRIOR(SpectrumPrior::new),
    LSTM_TIKHONOV(LstmTikhonov::new),
    NORM_PRESERVING(NormPreserving::new);

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

  /** Whether it looks at the slopes by all states, which the tape must then keep. */
  default boolean watchesSlopes() {
    return false;
  }

  /** Takes what it will look at, once, where {@link #watchesSlopes}; both its figures are then those of the last batch there. */
  default void watch(Tape tape, Tape.Capacity capacity, int H, Memory memory) {}

  /** Bytes that it takes then. */
  default long bytes(Tape.Capacity capacity, int H, int numberBytes) {
    return 0;
  }

  /** The penalty's value, in the units of the loss. */
  double value(ParameterSet parameters, Kernels kernels);

  /** Adds its slope to the gradients. */
  void addGradient(ParameterSet parameters, Kernels kernels);
}
