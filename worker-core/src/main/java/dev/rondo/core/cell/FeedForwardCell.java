package dev.rondo.core.cell;

import dev.rondo.core.compute.Activation;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Weight;
import dev.rondo.spec.Params;
import java.util.Locale;

/**
 * A feed-forward layer, h_t = f(u_t W_ih + b), which remembers nothing: each step is an example of its own. Paper 003,
 * definitions 1 and 2. A baseline for what recurrence is worth.
 */
public final class FeedForwardCell implements Cell {
  private static final String INPUT = "input";
  private static final String BIAS = "bias";

  private final Activation f;
  private Site site;
  private Kernels kernels;
  private Weight input; // [D, H]
  private View bias; // [1, H]

  FeedForwardCell(Params settings) {
    f = Activation.valueOf(settings.text("activation").toUpperCase(Locale.ROOT));
  }

  @Override
  public void check(Params model) {
    if (!model.text("initial-state.kind").equals(InitialState.Kind.ZERO.text())) {
      throw new IllegalArgumentException(
          "model.initial-state.kind = " + model.text("initial-state.kind") + " with model.cell.kind = feed-forward: no step looks"
              + " at the state before it; set model.initial-state.kind = zero");
    }
  }

  @Override
  public void declare(ParameterSet.Builder parameters, int D, int H) {
    parameters.add(INPUT, Group.INPUT, D, H).add(BIAS, Group.BIAS, 1, H);
  }

  @Override
  public void bind(Site s) {
    site = s;
    kernels = s.kernels();
    input = s.weights().get(INPUT);
    bias = s.parameters().view(BIAS);
  }

  @Override
  public void forward(Inputs x, int T, int B) {
    Tensor h = site.tape().states();
    int block = B * site.H();
    kernels.fillRows(T * B, site.H(), site.parameters().values(), bias.offset(), h, block);
    input.addProduct(x, h, block, T, B);
    kernels.activate(f, h, block, T * block);
  }

  @Override
  public void backward(Inputs x, int T, int B) {
    Tensor d = site.tape().slopes();
    int block = B * site.H();
    // Forward: h = f(a).
    kernels.timesSlope(f, site.tape().states(), block, d, 0, T * block);
    if (site.inputSlopes() != null) {
      input.backProduct(d, 0, site.inputSlopes(), 0, T, B);
    }
    // Forward: a = u W_ih + b.
    input.gradient(x, d, 0, T, B);
    kernels.columnSums(T * B, site.H(), d, 0, 0, site.parameters().gradients(), bias.offset());
  }
}
