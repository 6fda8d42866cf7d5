package dev.rondo.core.cell;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.Tape;
import dev.rondo.spec.Params;
import java.util.ArrayList;
import java.util.List;

/**
 * A stack of L layers of H units each in which every layer feeds every layer at the next step through a gate (paper 003, equation
 * 2.16; units as in Chung and others 2015, for the thesis does not give them). With h*_{t-1} the states of all layers before step
 * t, h_t^{j-1} the state below after it (the inputs for the lowest), and scalars g^{ij} = logistic(h_t^{j-1} w^{ij} +
 * h*_{t-1} u^{ij}), the {@link FeedbackUnit units} of layer j get h_t^{j-1} W^j + b^j and the feedback
 * S^j = sum_i g^{ij} (h_{t-1}^i U^{ij}). Without gates all g are 1; in a plain stack each layer feeds itself alone.
 *
 * <p>The state of the cell is that of the highest layer, and so is the initial state; the layers below start at 0. The weights w
 * and u of the gates count as input weights.
 */
public final class GatedFeedbackCell implements Cell {
  private final FeedbackShape shape;
  private final List<FeedbackLayer> layers = new ArrayList<>(); // from the lowest to the highest
  private Site site;
  private Kernels kernels;
  private FeedbackLayer top;
  private FeedbackShared shared; // null without gates

  GatedFeedbackCell(Params settings) {
    shape = FeedbackShape.of(settings);
  }

  @Override
  public void check(Params model) {
    if (!model.at("front").isNone("kind")) {
      throw new IllegalArgumentException(
          "model.front.kind = " + model.text("front.kind") + " with model.cell.kind = gated-feedback: this cell has no slopes by its"
              + " inputs; leave model.front out");
    }
    if (model.integer("layers") > 1) {
      throw new IllegalArgumentException(
          "model.layers = " + model.integer("layers") + " with model.cell.kind = gated-feedback: this cell is a stack by itself;"
              + " set model.layers = 1 and model.cell.depth = " + model.integer("layers"));
    }
  }

  @Override
  public void declare(ParameterSet.Builder parameters, int D, int H) {
    for (int i = 0; i < shape.depth(); i++) {
      FeedbackLayer.declare(shape, parameters, i, i == 0 ? D : H, H);
    }
  }

  @Override
  public void bind(Site s) {
    site = s;
    kernels = s.kernels();
    shared = shape.gated() ? FeedbackShared.of(shape.depth(), s.H(), s.capacity(), kernels, s.memory()) : null;
    for (int i = 0; i < shape.depth(); i++) {
      top = new FeedbackLayer(shape, shared, top, i, s);
      layers.add(top);
    }
    for (int to = 0; to < shape.depth(); to++) {
      for (int from = 0; from < shape.depth(); from++) {
        if (shape.feeds(from, to)) {
          layers.get(to).feed(layers.get(from), from, to);
        }
      }
    }
  }

  @Override
  public long bytes(Tape.Capacity capacity, int D, int H, int numberBytes) {
    long gates = shape.gated() ? FeedbackShared.bytes(shape.depth(), H, capacity, numberBytes) : 0;
    return gates + shape.depth() * FeedbackLayer.bytes(shape, capacity, H, numberBytes);
  }

  @Override
  public void forward(Inputs x, int T, int B) {
    Tensor states = site.tape().states();
    int block = B * site.H();
    for (FeedbackLayer layer : layers) {
      layer.begin(x, T, B);
    }
    top.start(states, B);
    for (int t = 0; t < T; t++) {
      for (FeedbackLayer layer : layers) {
        layer.show(t, B);
        layer.send(t, B);
      }
      for (FeedbackLayer layer : layers) {
        layer.step(t, B);
      }
    }
    states.copyFrom(block, top.states(), block, T * block);
  }

  @Override
  public void backward(Inputs x, int T, int B) {
    int block = B * site.H();
    for (FeedbackLayer layer : layers) {
      layer.beginBack(T, B);
    }
    if (shape.gated()) {
      kernels.fill(shared.slopes(), 0, T * block * shape.depth(), 0);
    }
    top.slopes().copyFrom(block, site.tape().slopes(), 0, T * block);
    for (int t = T - 1; t >= 0; t--) {
      for (int i = layers.size() - 1; i >= 0; i--) {
        layers.get(i).stepBack(t, B);
      }
      for (FeedbackLayer layer : layers) {
        layer.sendBack(t, B);
      }
    }
    if (site.tape().initialSlopes() != null) {
      site.tape().initialSlopes().copyFrom(0, top.slopes(), 0, block);
    }
    for (FeedbackLayer layer : layers) {
      layer.gradients(x, T, B);
    }
  }
}
