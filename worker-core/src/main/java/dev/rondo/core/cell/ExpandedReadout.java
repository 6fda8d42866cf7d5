package dev.rondo.core.cell;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Lane;
import dev.rondo.core.compute.Lane.Use;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Pointwise;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape;
import dev.rondo.core.model.Weight;
import java.util.Locale;

/**
 * Outputs from an expansion z_t of the states, o_t = z_t W_ho + b_o, with z_t = [x_t, h_t, h_t^2] or a part of it: the kernel
 * expansion of echo-state networks (paper 003, section 2.2.3). The x are what goes into the layer that is read.
 */
final class ExpandedReadout implements ReadoutLayer {
  /** What z has beside h. */
  enum Expansion {
    INPUTS(true, false),
    SQUARES(false, true),
    INPUTS_SQUARES(true, true);

    private final boolean inputs;
    private final boolean squares;

    Expansion(boolean inputs, boolean squares) {
      this.inputs = inputs;
      this.squares = squares;
    }

    /** The one of this name; null for none. */
    static Expansion of(String text) {
      return text.equals("none") ? null : valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Numbers in z. */
    int width(int D, int H) {
      return statesAt(D) + (squares ? 2 * H : H);
    }

    private int statesAt(int D) {
      return inputs ? D : 0;
    }
  }

  private final Expansion expansion;
  private final int D;
  private Site site;
  private Kernels kernels;
  private Weight weight; // [F, O], F numbers in z
  private View bias; // [1, O]
  private Inputs x;
  private Tensor z; // [T B, F]
  private Tensor slopes; // by z, [T B, F]

  ExpandedReadout(Expansion expansion, int D) {
    this.expansion = expansion;
    this.D = D;
  }

  /** Says what went into the layer, before each {@link #forward}. */
  void inputs(Inputs given) {
    x = given;
  }

  @Override
  public long bytes(Tape.Capacity capacity, int H, int O, int numberBytes) {
    return 2 * numberBytes * Memory.size(capacity.rows(), expansion.width(D, H));
  }

  @Override
  public void bind(Site s) {
    site = s;
    kernels = s.kernels();
    weight = s.weights().get(WEIGHT);
    bias = s.parameters().view(BIAS);
    z = s.memory().tensor(s.capacity().rows(), width());
    slopes = s.memory().tensor(s.capacity().rows(), width());
  }

  private int width() {
    return expansion.width(D, site.H());
  }

  @Override
  public Inputs features(int B) {
    return new Inputs(z, 0, null);
  }

  @Override
  public void forward(int T, int B) {
    int rows = T * B;
    int H = site.H();
    int at = expansion.statesAt(D);
    if (expansion.inputs) {
      kernels.pointwise(
          new Power(1), rows, D, new Lane(x.values(), D, Use.READ).to(x.at()), new Lane(z, width(), Use.WRITE).to(0));
    }
    Lane h = new Lane(site.tape().states(), H, Use.READ).to(B * H);
    kernels.pointwise(new Power(1), rows, H, h, new Lane(z, width(), Use.WRITE).to(at));
    if (expansion.squares) {
      kernels.pointwise(new Power(2), rows, H, h, new Lane(z, width(), Use.WRITE).to(at + H));
    }
    kernels.fillRows(rows, bias.cols(), site.parameters().values(), bias.offset(), site.outputs(), 0);
    weight.addProduct(z, 0, site.outputs(), 0, T, B);
  }

  @Override
  public void backward(int T, int B) {
    int rows = T * B;
    int H = site.H();
    int at = expansion.statesAt(D);
    Tensor d = site.outputs();
    // Forward: o = z W_ho + b_o, over all steps.
    weight.gradient(z, 0, d, 0, T, B);
    kernels.columnSums(rows, bias.cols(), d, 0, 0, site.parameters().gradients(), bias.offset());
    weight.backProduct(d, 0, slopes, 0, T, B);
    // Forward: z = [x, h, h^2].
    Lane byStates = new Lane(slopes, width(), Use.READ).to(at);
    Lane out = new Lane(site.tape().slopes(), H, Use.WRITE).to(0);
    if (expansion.squares) {
      kernels.pointwise(
          new Join(), rows, H, byStates, out, new Lane(slopes, width(), Use.READ).to(at + H),
          new Lane(site.tape().states(), H, Use.READ).to(B * H));
    } else {
      kernels.pointwise(new Power(1), rows, H, byStates, out);
    }
  }

  /** Adds to slopes by x [T B, D] those by the x in z. */
  void addInputSlopes(Tensor byInputs, int T, int B) {
    if (expansion.inputs) {
      kernels.pointwise(
          new Sum(), T * B, D, new Lane(slopes, width(), Use.READ).to(0), new Lane(byInputs, D, Use.UPDATE).to(0));
    }
  }

  /** The second operand becomes the first, or its square. */
  private record Power(int exponent) implements Pointwise {
    @Override
    public void apply(float[][] x, int n) {
      for (int i = 0; i < n; i++) {
        x[1][i] = exponent == 1 ? x[0][i] : x[0][i] * x[0][i];
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      for (int i = 0; i < n; i++) {
        x[1][i] = exponent == 1 ? x[0][i] : x[0][i] * x[0][i];
      }
    }
  }

  /** The second operand becomes the slope by h, given those by h and by h^2, and h. */
  private record Join() implements Pointwise {
    @Override
    public void apply(float[][] x, int n) {
      for (int i = 0; i < n; i++) {
        x[1][i] = x[0][i] + 2f * x[3][i] * x[2][i];
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      for (int i = 0; i < n; i++) {
        x[1][i] = x[0][i] + 2 * x[3][i] * x[2][i];
      }
    }
  }

  /** The first operand is added to the second. */
  private record Sum() implements Pointwise {
    @Override
    public void apply(float[][] x, int n) {
      for (int i = 0; i < n; i++) {
        x[1][i] += x[0][i];
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      for (int i = 0; i < n; i++) {
        x[1][i] += x[0][i];
      }
    }
  }
}
