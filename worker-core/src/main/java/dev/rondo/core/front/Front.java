package dev.rondo.core.front;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.data.SequenceSet;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.Tape;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.util.Locale;
import java.util.function.Function;

/**
 * A layer without memory in front of the recurrent ones: from inputs [T B, D] to inputs [T B, E], and back. Its weights are neither
 * penalised nor perturbed, and it sets their initial values itself. One instance serves one trial: {@link #declare}, {@link #bind},
 * then {@link #forward} and {@link #backward} for every batch.
 */
public interface Front {
  /** In front of the names of its parameters. */
  String PREFIX = "front.";

  /** Every kind, by its name in a spec. */
  enum Kind {
    NONE(p -> null),
    EMBEDDING(Embedding::new),
    CONVOLUTION(Convolution::new);

    private final Function<Params, Front> constructor;

    Kind(Function<Params, Front> constructor) {
      this.constructor = constructor;
    }

    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The front of these settings below {@code model.front}; null for none, which need not be said. */
    public static Front of(Params params) {
      return params.isNone("kind") ? null : valueOf(params.kind().toUpperCase(Locale.ROOT).replace('-', '_')).constructor.apply(params);
    }
  }

  /**
   * What it works with.
   *
   * @param parameters its own, by the names that it declared
   * @param capacity the largest batches
   * @param memory where it takes memory of its own, which {@link #bytes} counts
   * @param D inputs
   */
  record Site(ParameterSet.Scope parameters, Kernels kernels, Tape.Capacity capacity, Memory memory, int D) {}

  /**
   * E, numbers per step that it makes of D.
   *
   * @throws IllegalArgumentException when its settings do not fit D inputs
   */
  int outputs(int D);

  /** Whether it takes inputs that have the sparse form only. */
  default boolean takesSparse() {
    return false;
  }

  /** Declares its parameters. */
  void declare(ParameterSet.Builder parameters, int D);

  /** Floating-point operations of one row forward. */
  double flops(int D);

  /** Bytes that it holds beside its parameters. */
  long bytes(Tape.Capacity capacity, int D, int numberBytes);

  /**
   * Whether its settings fit the data.
   *
   * @throws IllegalArgumentException when they do not
   */
  default void check(SequenceSet data) {}

  /** Sets the initial values of all its parameters. */
  void initialize(ParameterSet.Scope parameters, SequenceSet data, RandomStream stream);

  /** Receives what it works with, once. */
  void bind(Site site);

  /** The inputs of the recurrent layers, [T B, E], from x [T B, D]; valid until the next batch. */
  Inputs forward(Inputs x, int T, int B);

  /** [T B, E], where the recurrent layers put the slopes by its outputs. */
  Tensor slopes();

  /** Turns these slopes into the gradients of its parameters. Called after {@link #forward} on the same x; may change the slopes. */
  void backward(Inputs x, int T, int B);
}
