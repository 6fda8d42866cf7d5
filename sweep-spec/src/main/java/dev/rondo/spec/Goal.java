package dev.rondo.spec;

import java.util.Locale;

/** Which way a metric is better. */
public enum Goal {
  MINIMIZE,
  MAXIMIZE;

  /** As in a spec: lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether one value is better than another; any value is better than NaN, and NaN than none. */
  public boolean better(double value, double than) {
    if (Double.isNaN(value) || Double.isNaN(than)) {
      return !Double.isNaN(value);
    }
    return this == MINIMIZE ? value < than : value > than;
  }
}
