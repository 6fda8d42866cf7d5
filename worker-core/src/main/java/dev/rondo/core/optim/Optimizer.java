package dev.rondo.core.optim;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.spec.Params;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/** Moves the parameters to lessen an objective. One instance serves one trial. */
public interface Optimizer {
  /** Every kind, by its name in a spec. */
  enum Kind {
    SGD(Sgd::new),
    MOMENTUM(Momentum::classical),
    NESTEROV(Momentum::nesterov),
    RMSPROP(RmsProp::new),
    ADAM(Adam::new),
    PSEUDO_INVERSE(LeastSquares::pseudoInverse),
    RIDGE(LeastSquares::ridge),
    GALVAN(GalvanDescent::new),
    HESSIAN_FREE(HessianFree::new);

    private final Function<Params, Optimizer> constructor;

    Kind(Function<Params, Optimizer> constructor) {
      this.constructor = constructor;
    }

    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The optimizer of these settings. */
    public static Optimizer of(Params params) {
      return valueOf(params.kind().toUpperCase(Locale.ROOT).replace('-', '_')).constructor.apply(params);
    }
  }

  /** How many vectors as long as the parameters the optimizer keeps. */
  int stateVectors();

  /**
   * Whether it solves for the readout from one pass over the training split: {@link #step} then gathers, {@link #solve} ends the
   * only epoch, and training is not cut within that.
   */
  default boolean closedForm() {
    return false;
  }

  /**
   * Sets the parameters to the solution; for those of {@link #closedForm}.
   *
   * @param validation measures the mean validation loss at the current values of the parameters
   * @return the mean training loss at the solution, over the steps that it was fitted to
   */
  default double solve(DoubleSupplier validation) {
    throw new UnsupportedOperationException("only closed forms are solved");
  }

  /** Whether it asks for {@link Objective#components}. */
  default boolean usesComponents() {
    return false;
  }

  /** Whether it asks for {@link Objective#gaussNewton}. */
  default boolean usesCurvature() {
    return false;
  }

  /** Bytes that it holds beside these vectors. */
  default long bytes(ParameterSet.Builder layout) {
    return 0;
  }

  /** Takes its memory, once. */
  void bind(ParameterSet parameters, Kernels kernels, Memory memory);

  /** One update. Returns the loss that the objective gave. */
  double step(Objective objective);

  /** From the next update on, step rates are those of the settings times a factor; closed forms have none. */
  default void schedule(double factor) {}

  /** The step rate of the next update. */
  double stepRate();

  /** How its directions stand to the gradients; null where they are no others. */
  default DirectionMonitor directions() {
    return null;
  }

  /** What it remembers between updates. */
  List<Tensor> state();
}
