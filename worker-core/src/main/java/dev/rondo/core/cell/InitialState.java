package dev.rondo.core.cell;

import dev.rondo.core.model.LayerTape;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.util.Locale;
import java.util.function.Function;

/** The hidden state h_0 of a layer before the first step; what else a cell remembers starts at zero. One for each layer. */
public interface InitialState {
  /** Every kind, by its name in a spec. */
  enum Kind {
    ZERO(p -> new ZeroState()),
    NORMAL(NormalState::new),
    LEARNED(p -> new LearnedState());

    private final Function<Params, InitialState> constructor;

    Kind(Function<Params, InitialState> constructor) {
      this.constructor = constructor;
    }

    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The initial state of these settings. */
    public static InitialState of(Params params) {
      return valueOf(params.kind().toUpperCase(Locale.ROOT).replace('-', '_')).constructor.apply(params);
    }
  }

  /**
   * What it works with.
   *
   * @param parameters those of its layer
   * @param stream for draws of this layer's states
   * @param batch B at most
   */
  record Site(ParameterSet.Scope parameters, LayerTape tape, Kernels kernels, RandomStream stream, int batch, int H) {}

  /** Whether the loss has a slope by it that {@link #backward} uses. */
  default boolean learned() {
    return false;
  }

  /** Declares its parameters in a layer of H units. */
  default void declare(ParameterSet.Builder parameters, int H) {}

  /** Receives what it works with, once. */
  void bind(Site site);

  /** Fills block 0 of the tape's states for B sequences of a training batch; the same epoch and batch give the same state. */
  void fillForTraining(long epoch, long batch, int B);

  /** The same for evaluation. */
  void fillForEvaluation(int B);

  /** Turns the tape's slopes by the initial state into the gradient of its parameters. */
  default void backward(int B) {}
}
