package dev.rondo.core.init;

import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.util.Locale;
import java.util.function.Function;

/** Fills a weight before training. */
public interface Initializer {
  /** Every kind, by its name in a spec. */
  enum Kind {
    GAUSSIAN(Gaussian::new),
    SPARSE(p -> new Sparse(p, false)),
    SPARSE_DIAGONAL(p -> new Sparse(p, true)),
    ORTHOGONAL(Orthogonal::new),
    IDENTITY(Identity::new),
    GLOROT_NORMAL(p -> new GlorotNormal()),
    GLOROT_UNIFORM(p -> Uniform.glorot()),
    UNIFORM(Uniform::new),
    NP_RNN(p -> new NpRnn());

    private final Function<Params, Initializer> constructor;

    Kind(Function<Params, Initializer> constructor) {
      this.constructor = constructor;
    }

    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The initialiser of these settings. */
    public static Initializer of(Params params) {
      return valueOf(params.kind().toUpperCase(Locale.ROOT).replace('-', '_')).constructor.apply(params);
    }
  }

  /**
   * Whether the settings fit a weight of this shape; drawing nothing.
   *
   * @throws IllegalArgumentException when they do not
   */
  void check(int rows, int cols);

  /** A weight [rows, cols], row-major; column j holds the incoming weights of unit j. */
  double[] fill(int rows, int cols, RandomStream stream);
}
