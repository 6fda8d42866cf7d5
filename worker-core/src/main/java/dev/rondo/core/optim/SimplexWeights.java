package dev.rondo.core.optim;

import dev.rondo.core.random.RandomStream;

/** How weights above 0 that add up to 1 are chosen for the steps of time (paper 003, equation 3.4, which leaves it open). */
public enum SimplexWeights {
  /** Evenly from all such weights: exponential numbers over their sum. */
  DIRICHLET {
    @Override
    double next(RandomStream stream) {
      return -StrictMath.log(positive(stream));
    }
  },
  /** The same for all steps. */
  UNIFORM {
    @Override
    double next(RandomStream stream) {
      return 1;
    }
  },
  /** Numbers evenly from 0 to 1 over their sum. */
  NORMALISED {
    @Override
    double next(RandomStream stream) {
      return positive(stream);
    }
  };

  abstract double next(RandomStream stream);

  /** Sets the first n numbers. */
  public void draw(RandomStream stream, double[] weights, int n) {
    double sum = 0;
    for (int t = 0; t < n; t++) {
      weights[t] = next(stream);
      sum += weights[t];
    }
    for (int t = 0; t < n; t++) {
      weights[t] /= sum;
    }
  }

  /** In (0, 1). */
  private static double positive(RandomStream stream) {
    double u = stream.nextUnit();
    return u > 0 ? u : 0x1p-54;
  }
}
