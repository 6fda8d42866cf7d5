package dev.rondo.spec.strategy;

import dev.rondo.spec.Dimensions;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * A density over a space from some of its points: the mean of one product kernel around each point and of the even
 * density, which keeps every place possible (Bergstra et al. 2011, section 4; multivariate as in Falkner et al. 2018).
 * A range of numbers has a logistic kernel cut off at the ends of [0, 1), so logarithmic ranges are treated on their own
 * scale; categories have the point's own category with a weight of n + 1 against 1 for each other. Where a point lacks a
 * dimension, because it has another component, its kernel is even there.
 */
final class ParzenEstimator {
  /**
   * Deviation of the kernel of a single point, as a share of the range. It shrinks as n^(-1 / (dimensions + 4)), by Scott's
   * rule, but not with the points' own deviation: good points that lie close together would make it smaller, and it
   * would draw the next ones closer still.
   */
  private static final double DEVIATION = 0.15;

  private final Dimensions dimensions;
  private final List<double[]> points;
  /** Of the logistic kernel. */
  private final double scale;

  ParzenEstimator(Dimensions dimensions, List<double[]> points) {
    this.dimensions = dimensions;
    this.points = points;
    double shrunk = StrictMath.pow(Math.max(1, points.size()), -1.0 / (dimensions.size() + 4));
    // A logistic distribution of scale s has the deviation s pi / sqrt(3).
    scale = DEVIATION * shrunk * Math.sqrt(3) / Math.PI;
  }

  /**
   * A point drawn from the density.
   *
   * @param uniform the random number in [0, 1) of each dimension, and at {@code -1} the one that takes the kernel
   */
  double[] draw(IntToDoubleFunction uniform) {
    int kernel = (int) (uniform.applyAsDouble(-1) * (points.size() + 1));
    double[] around = kernel < points.size() ? points.get(kernel) : null;
    double[] u = new double[dimensions.size()];
    for (int d = 0; d < u.length; d++) {
      double random = uniform.applyAsDouble(d);
      if (!dimensions.exists(d, u)) {
        u[d] = Double.NaN;
      } else if (around == null || Double.isNaN(around[d])) {
        u[d] = random;
      } else {
        u[d] = draw(d, around[d], random);
      }
    }
    return u;
  }

  private double draw(int d, double center, double random) {
    int categories = dimensions.all().get(d).categories();
    if (categories > 0) {
      double own = share(categories, true);
      int category = dimensions.all().get(d).category(center);
      if (random >= own) {
        int other = Math.min(categories - 2, (int) ((random - own) / (1 - own) * (categories - 1)));
        category = other < category ? other : other + 1;
      }
      return (category + 0.5) / categories;
    }
    double low = cumulative(center, 0);
    double v = low + random * (cumulative(center, 1) - low);
    double u = center + scale * StrictMath.log(v / (1 - v));
    return Math.max(0, Math.min(Math.nextDown(1.0), u));
  }

  /** The logarithm of the density at a point; dimensions that it lacks count for nothing. */
  double log(double[] u) {
    double most = 0;
    double[] logs = new double[points.size() + 1]; // the last is the even density
    for (int i = 0; i < points.size(); i++) {
      logs[i] = log(points.get(i), u);
      most = Math.max(most, logs[i]);
    }
    double sum = 0;
    for (double log : logs) {
      sum += StrictMath.exp(log - most);
    }
    return most + StrictMath.log(sum / logs.length);
  }

  /** Beside the even density, which is 1 in a range and 1 / categories among categories. */
  private double log(double[] center, double[] u) {
    double product = 1;
    double log = 0;
    for (int d = 0; d < u.length; d++) {
      if (!Double.isNaN(u[d]) && !Double.isNaN(center[d])) {
        product *= kernel(d, center[d], u[d]);
        if (product < 1e-200) {
          log += StrictMath.log(product);
          product = 1;
        }
      }
    }
    return log + StrictMath.log(product);
  }

  private double kernel(int d, double center, double u) {
    Dimensions.Dimension dimension = dimensions.all().get(d);
    int categories = dimension.categories();
    if (categories > 0) {
      return categories * share(categories, dimension.category(center) == dimension.category(u));
    }
    // Its density is symmetric, so the larger of the two forms, which cannot overflow.
    double e = StrictMath.exp(-Math.abs(u - center) / scale);
    double density = e / (scale * (1 + e) * (1 + e));
    // The least number above 0: far from its centre a kernel is thin, but its logarithm must stay finite.
    return Math.max(Double.MIN_NORMAL, density / (cumulative(center, 1) - cumulative(center, 0)));
  }

  private double cumulative(double center, double u) {
    return 1 / (1 + StrictMath.exp((center - u) / scale));
  }

  private double share(int categories, boolean own) {
    double n = points.size();
    return (own ? n + 1 : 1) / (n + categories);
  }
}
