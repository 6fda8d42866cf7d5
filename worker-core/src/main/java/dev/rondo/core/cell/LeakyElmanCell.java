package dev.rondo.core.cell;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Lane;
import dev.rondo.core.compute.Lane.Use;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Pointwise;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape;
import dev.rondo.core.model.Weight;
import dev.rondo.spec.Params;

/**
 * Leaky integrator units: h_t = (1 - l) h_{t-1} + l f(g (u_t W_ih + h_{t-1} W_hh + b)) with the leak rate l (paper 003, equation
 * 2.28, which writes alpha = 1 - l; the state inside f is that of the step before). As a reservoir, the cell of an echo-state
 * network, it has no biases and its weights keep their initial values, so that the readout alone is trained (paper 003, section
 * 2.2.3; paper 000, section 6.2).
 */
final class LeakyElmanCell implements Cell {
  private static final String INPUT = ElmanCell.INPUT;
  private static final String RECURRENT = ElmanCell.RECURRENT;
  private static final String BIAS = ElmanCell.BIAS;

  private final Transfer f;
  private final double leak;
  private final boolean reservoir;
  private final ExpandedReadout.Expansion expansion; // null for the states alone

  private int D;
  private ExpandedReadout readout;
  private Site site;
  private Kernels kernels;
  private Weight input; // [D, H]
  private Weight recurrent; // [H, H]
  private View bias; // [1, H]; null in a reservoir
  private Tensor values; // f of the sums, [T B, H]
  private Pointwise blend;
  private Lane before;
  private Lane value;
  private Lane now;

  private LeakyElmanCell(Params settings, boolean reservoir, ExpandedReadout.Expansion expansion) {
    f = Transfer.of(settings);
    leak = settings.number("leak-rate");
    this.reservoir = reservoir;
    this.expansion = expansion;
  }

  static LeakyElmanCell trained(Params settings) {
    return new LeakyElmanCell(settings, false, null);
  }

  static LeakyElmanCell reservoir(Params settings) {
    return new LeakyElmanCell(settings, true, ExpandedReadout.Expansion.of(settings.text("expansion")));
  }

  @Override
  public int readoutWidth(int inputs, int H) {
    return expansion == null ? H : expansion.width(inputs, H);
  }

  @Override
  public ReadoutLayer readout(Loss loss) {
    readout = expansion == null ? null : new ExpandedReadout(expansion, D);
    return readout == null ? new AffineReadout() : readout;
  }

  @Override
  public void declare(ParameterSet.Builder parameters, int inputs, int H) {
    D = inputs;
    if (reservoir) {
      parameters.addFixed(INPUT, Group.INPUT, D, H).addFixed(RECURRENT, Group.RECURRENT, H, H);
    } else {
      parameters.add(INPUT, Group.INPUT, D, H).add(RECURRENT, Group.RECURRENT, H, H).add(BIAS, Group.BIAS, 1, H);
    }
    f.declare(parameters, H);
  }

  @Override
  public boolean handsBackStateSlopes() {
    return true;
  }

  @Override
  public void initialize(ParameterSet.Scope parameters, long trialSeed) {
    f.initialize(parameters);
  }

  @Override
  public long bytes(Tape.Capacity capacity, int inputs, int H, int numberBytes) {
    return numberBytes * Memory.size(capacity.rows(), H) + f.bytes(capacity, H, numberBytes);
  }

  @Override
  public void bind(Site s) {
    site = s;
    kernels = s.kernels();
    input = s.weights().get(INPUT);
    recurrent = s.weights().get(RECURRENT);
    bias = reservoir ? null : s.parameters().view(BIAS);
    values = s.memory().tensor(s.capacity().rows(), s.H());
    f.bind(s, values);
    blend = new Blend(leak);
    before = new Lane(s.tape().states(), s.H(), Use.READ);
    value = new Lane(values, s.H(), Use.READ);
    now = new Lane(s.tape().states(), s.H(), Use.WRITE);
  }

  @Override
  public void forward(Inputs x, int T, int B) {
    Tensor h = site.tape().states();
    int block = B * site.H();
    if (bias == null) {
      kernels.fill(values, 0, T * block, 0);
    } else {
      kernels.fillRows(T * B, site.H(), site.parameters().values(), bias.offset(), values, 0);
    }
    input.addProduct(x, values, 0, T, B);
    for (int t = 0; t < T; t++) {
      int at = t * block;
      recurrent.addStep(t, h, at, values, at, B);
      f.forward(t, at, B);
      kernels.pointwise(blend, B, site.H(), before.to(at), value.to(at), now.to(at + block));
    }
    if (readout != null) {
      readout.inputs(x);
    }
  }

  @Override
  public void backward(Inputs x, int T, int B) {
    Tensor initialSlopes = site.tape().initialSlopes();
    if (reservoir && initialSlopes == null && site.inputSlopes() == null) {
      return;
    }
    Tensor h = site.tape().states();
    Tensor d = site.tape().slopes();
    int block = B * site.H();
    for (int t = T - 1; t >= 0; t--) {
      int at = t * block;
      // Forward: a_{t+1} has h_t W_hh.
      if (t < T - 1) {
        recurrent.addBackStep(t + 1, d, at + block, d, at, B);
      }
      site.tape().keepSlopes(at, block);
      // Forward: h_t has (1 - l) h_{t-1}.
      if (t > 0) {
        kernels.axpy(1 - leak, d, at, d, at - block, block);
      } else if (initialSlopes != null) {
        kernels.fill(initialSlopes, 0, block, 0);
        kernels.axpy(1 - leak, d, 0, initialSlopes, 0, block);
      }
      // Forward: h_t has l f(a_t).
      kernels.scale(leak, d, at, block);
      f.backward(t, at, d, at, B);
    }
    if (initialSlopes != null) {
      recurrent.addBackStep(0, d, 0, initialSlopes, 0, B);
    }
    if (site.inputSlopes() != null) {
      input.backProduct(d, 0, site.inputSlopes(), 0, T, B);
      if (readout != null) {
        readout.addInputSlopes(site.inputSlopes(), T, B);
      }
    }
    if (!reservoir) {
      // Forward: a = u W_ih + h_before W_hh + b, over all steps.
      recurrent.gradient(h, 0, d, 0, T, B);
      input.gradient(x, d, 0, T, B);
      kernels.columnSums(T * B, site.H(), d, 0, 0, site.parameters().gradients(), bias.offset());
      f.gradient(T, B);
    }
  }

  /** (1 - l) before + l value. */
  private record Blend(double leak) implements Pointwise {
    @Override
    public void apply(float[][] x, int n) {
      float[] before = x[0];
      float[] value = x[1];
      float[] now = x[2];
      float kept = (float) (1 - leak);
      float taken = (float) leak;
      for (int i = 0; i < n; i++) {
        now[i] = Math.fma(kept, before[i], taken * value[i]);
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      for (int i = 0; i < n; i++) {
        x[2][i] = (1 - leak) * x[0][i] + leak * x[1][i];
      }
    }
  }
}
