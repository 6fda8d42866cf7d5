package dev.rondo.core.cell;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.LayerTape;
import dev.rondo.core.model.Weight;

/** o_t = h_t W_ho + b_o (paper 000, equation 2). */
final class AffineReadout implements ReadoutLayer {
  private Site site;
  private Kernels kernels;
  private Weight weight; // [H, O]
  private View bias; // [1, O]

  @Override
  public void bind(Site s) {
    site = s;
    kernels = s.kernels();
    weight = s.weights().get(WEIGHT);
    bias = s.parameters().view(BIAS);
  }

  @Override
  public Inputs features(int B) {
    return new Inputs(site.tape().states(), B * site.H(), null);
  }

  @Override
  public void forward(int T, int B) {
    kernels.fillRows(T * B, bias.cols(), site.parameters().values(), bias.offset(), site.outputs(), 0);
    weight.addProduct(site.tape().states(), B * site.H(), site.outputs(), 0, T, B);
  }

  @Override
  public void backward(int T, int B) {
    LayerTape tape = site.tape();
    Tensor d = site.outputs();
    // Forward: o = h W_ho + b_o, over all steps.
    weight.gradient(tape.states(), B * site.H(), d, 0, T, B);
    kernels.columnSums(T * B, bias.cols(), d, 0, 0, site.parameters().gradients(), bias.offset());
    weight.backProduct(d, 0, tape.slopes(), 0, T, B);
  }
}
