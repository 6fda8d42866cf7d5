package dev.rondo.core.cell;

import dev.rondo.core.compute.Activation;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Lane;
import dev.rondo.core.compute.Lane.Use;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Pointwise;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape;
import dev.rondo.spec.Params;
import java.util.Locale;

/**
 * The nonlinearity of a cell whose units have one sum each: h = f(g a), with a gain g and an f out of the {@link Activation}s
 * and those below (paper 004, sections 3.1.3 and 5.2). Activations tell their slope from h; the others need the sum g a, which is
 * then kept for all steps.
 */
final class Transfer {
  private static final String SLOPE = "slope";

  /** Those that need the sum. */
  private enum Kind {
    /** a where it is positive, else s a: leaky ReLU, or PReLU with a clamped slope s. */
    LEAKY_RELU,
    /** |a|: s is -1. */
    ABSOLUTE,
    /** As LEAKY_RELU, with a trained s, the same for all units of a layer. */
    PRELU,
    /** Units 2 i and 2 i + 1 become the larger and the smaller of the two. */
    OPLU
  }

  private final Kind kind; // null for an activation
  private final Activation activation;
  private final double gain;
  private final double initialSlope;

  private Kernels kernels;
  private ParameterSet.Scope parameters;
  private int H;
  private Tensor h; // where sums become states
  private View slope; // [1, 1], of PRELU
  private Tensor sums; // g a, [T B, H]; after the backward pass of PRELU the slopes by s
  private Tensor perUnit; // [1, H], of PRELU
  private Pointwise forward;
  private Pointwise backward;
  private Lane stateLane;
  private Lane sumLane;
  private Lane slopeLane;

  private Transfer(Kind kind, Activation activation, double gain, double initialSlope) {
    this.kind = kind;
    this.activation = activation;
    this.gain = gain;
    this.initialSlope = initialSlope;
  }

  /**
   * That of a cell's settings {@code activation}, {@code slope} and {@code gain}.
   *
   * @throws IllegalArgumentException when an activation lacks its slope
   */
  static Transfer of(Params p) {
    String name = p.text("activation").toUpperCase(Locale.ROOT).replace('-', '_');
    double gain = p.isNone("gain") ? 1 : p.number("gain");
    for (Kind kind : Kind.values()) {
      if (kind.name().equals(name)) {
        boolean needsSlope = kind == Kind.LEAKY_RELU || kind == Kind.PRELU;
        if (needsSlope && p.isNone(SLOPE)) {
          throw new IllegalArgumentException(
              "model.cell.activation = " + p.text("activation") + " without model.cell.slope: it needs the slope below 0"
                  + (kind == Kind.PRELU ? " to start from, as model.cell.slope = 0.7" : ", as model.cell.slope = 0.01"));
        }
        return new Transfer(kind, null, gain, needsSlope ? p.number(SLOPE) : -1);
      }
    }
    return new Transfer(null, Activation.valueOf(name), gain, Double.NaN);
  }

  void declare(ParameterSet.Builder builder, int units) {
    if (kind == Kind.OPLU && units % 2 != 0) {
      throw new IllegalArgumentException(
          "model.hidden = " + units + " with model.cell.activation = oplu: units go in pairs; set an even number");
    }
    if (kind == Kind.PRELU) {
      builder.add(SLOPE, Group.OTHER, 1, 1);
    }
  }

  void initialize(ParameterSet.Scope scope) {
    if (kind == Kind.PRELU) {
      scope.values().set(scope.view(SLOPE).offset(), initialSlope);
    }
  }

  long bytes(Tape.Capacity capacity, int units, int numberBytes) {
    return kind == null ? 0 : numberBytes * (Memory.size(capacity.rows(), units) + (kind == Kind.PRELU ? units : 0));
  }

  /** @param states where the cell puts sums, which become f of them */
  void bind(Cell.Site s, Tensor states) {
    kernels = s.kernels();
    parameters = s.parameters();
    H = s.H();
    h = states;
    if (kind == null) {
      return;
    }
    sums = s.memory().tensor(s.capacity().rows(), H);
    stateLane = new Lane(h, H, Use.UPDATE);
    sumLane = new Lane(sums, H, kind == Kind.PRELU ? Use.UPDATE : Use.READ);
    slopeLane = new Lane(s.tape().slopes(), H, Use.UPDATE);
    if (kind == Kind.PRELU) {
      slope = s.parameters().view(SLOPE);
      perUnit = s.memory().tensor(1, H);
    }
    forward = kind == Kind.OPLU ? new Pairs.Sort() : new Bends.Forward();
    backward = kind == Kind.OPLU ? new Pairs.Unsort() : new Bends.Backward(kind == Kind.PRELU);
  }

  /** The sums a [B, H] of step t, from 0, become f(g a), where they lie: from {@code at} on. */
  void forward(int t, int at, int B) {
    int n = B * H;
    if (gain != 1) {
      kernels.scale(gain, h, at, n);
    }
    if (kind == null) {
      kernels.activate(activation, h, at, n);
      return;
    }
    sums.copyFrom(t * n, h, at, n);
    if (forward instanceof Bends.Forward bend) {
      bend.slope = slope();
    }
    kernels.pointwise(forward, B, H, stateLane.to(at));
  }

  /** The tape's slopes d by f(g a) at step t, from {@code dAt} on, become those by a; f(g a) lies at {@code at}. */
  void backward(int t, int at, Tensor d, int dAt, int B) {
    int n = B * H;
    if (kind == null) {
      kernels.timesSlope(activation, h, at, d, dAt, n);
    } else {
      // Forward: h = f(sums).
      if (backward instanceof Bends.Backward unbend) {
        unbend.slope = slope();
      }
      kernels.pointwise(backward, B, H, sumLane.to(t * n), slopeLane.to(dAt));
    }
    // Forward: sums = gain a.
    if (gain != 1) {
      kernels.scale(gain, d, dAt, n);
    }
  }

  /** Whether {@link #backward} works on any tensor, as it does for an activation, and there is no parameter of its own. */
  boolean isActivation() {
    return kind == null;
  }

  /** Sets the gradient of the slope, after the backward passes of all steps. */
  void gradient(int T, int B) {
    if (kind != Kind.PRELU) {
      return;
    }
    kernels.columnSums(T * B, H, sums, 0, 0, perUnit, 0);
    double sum = 0;
    for (int j = 0; j < H; j++) {
      sum += perUnit.get(j);
    }
    parameters.gradients().set(slope.offset(), sum);
  }

  private double slope() {
    return slope == null ? initialSlope : parameters.values().get(slope.offset());
  }
}
