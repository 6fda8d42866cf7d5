package dev.rondo.core.model;

import java.util.ArrayList;
import java.util.List;

/** Numbers that know how they were computed, so that slopes of the last by all others follow from the chain rule alone. */
final class Graph {
  private final List<Number> numbers = new ArrayList<>();

  /** A number, and by which factors its slope goes to at most two others. */
  final class Number {
    final double value;
    double slope;
    private final Number a;
    private final double byA;
    private final Number b;
    private final double byB;
    private final double clip;

    private Number(double value, Number a, double byA, Number b, double byB, double clip) {
      this.value = value;
      this.a = a;
      this.byA = byA;
      this.b = b;
      this.byB = byB;
      this.clip = clip;
      numbers.add(this);
    }

    private Number of(double result, double factor) {
      return new Number(result, this, factor, null, 0, Double.POSITIVE_INFINITY);
    }

    Number plus(Number other) {
      return new Number(value + other.value, this, 1, other, 1, Double.POSITIVE_INFINITY);
    }

    Number times(Number other) {
      return new Number(value * other.value, this, other.value, other, value, Double.POSITIVE_INFINITY);
    }

    /** factor x + addend. */
    Number affine(double factor, double addend) {
      return of(factor * value + addend, factor);
    }

    Number tanh() {
      double t = Math.tanh(value);
      return of(t, 1 - t * t);
    }

    Number logistic() {
      double p = 1 / (1 + Math.exp(-value));
      return of(p, p * (1 - p));
    }

    /** log(1 + exp(x)). */
    Number softplus() {
      return of(Math.log1p(Math.exp(value)), 1 / (1 + Math.exp(-value)));
    }

    /** The same value, through which no slope goes back. */
    Number cut() {
      return constant(value);
    }

    /** The same value, with a slope of at most this magnitude. */
    Number clipped(double magnitude) {
      return new Number(value, this, 1, null, 0, magnitude);
    }
  }

  Number constant(double value) {
    return new Number(value, null, 0, null, 0, Double.POSITIVE_INFINITY);
  }

  /** Sets the slopes of the last number by all. */
  void backward() {
    numbers.get(numbers.size() - 1).slope = 1;
    for (int i = numbers.size() - 1; i >= 0; i--) {
      Number n = numbers.get(i);
      n.slope = Math.max(-n.clip, Math.min(n.clip, n.slope));
      if (n.a != null) {
        n.a.slope += n.slope * n.byA;
      }
      if (n.b != null) {
        n.b.slope += n.slope * n.byB;
      }
    }
  }
}
