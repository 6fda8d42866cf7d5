package dev.rondo.core.optim;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.spec.Params;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Moves the parameters to lessen an objective. One instance serves one trial. */
public interface Optimizer {
  /** Every kind, by its name in a spec. */
  enum Kind {
    SGD(Sgd::new),
    MOMENTUM(Momentum::classical),
    NESTEROV(Momentum::nesterov),
    RMSPROP(RmsProp::new),
    ADAM(Adam::new);

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

  /** Takes its memory, once. */
  void bind(ParameterSet parameters, Kernels kernels, Memory memory);

  /** One update. Returns the loss that the objective gave. */
  double step(Objective objective);

  /** The step rate of the next update. */
  double stepRate();

  /** What it remembers between updates. */
  List<Tensor> state();
}
