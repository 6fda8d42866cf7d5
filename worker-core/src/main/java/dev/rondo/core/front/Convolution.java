package dev.rondo.core.front;

import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.data.SequenceSet;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.Tape;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Convolutions over time and frequency with pooling over frequency alone, so that every step stays one: the lower part of Cakir et
 * al.'s network (paper 002, section 6; with GRU layers above it is the Conv-GRU). The D inputs of a step are frequencies. Four layers
 * of 5 x 5 with 96 channels and pools of 5, 2, 2, 2 make 96 numbers of 40. No batch normalisation; at the ends of a sequence, and
 * of its frequencies, are zeros; what fills a shorter sequence up counts as part of it.
 */
final class Convolution implements Front {
  private final int channels;
  private final int kernel;
  private final int[] pools;
  private final List<ConvolutionLayer> layers = new ArrayList<>();
  private Tensor outputs; // [T B, E]
  private Tensor slopes; // [T B, E]
  private int E;

  Convolution(Params settings) {
    channels = settings.integer("channels");
    kernel = settings.integer("kernel");
    if (kernel % 2 == 0) {
      throw new IllegalArgumentException(
          "model.front.kernel = " + kernel + " has no middle; set an odd number, such as " + (kernel + 1));
    }
    try {
      pools = settings.texts("pools").stream().mapToInt(Integer::parseInt).toArray();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("model.front.pools = " + settings.texts("pools")
          + " is no list of whole numbers, one for each layer; set it to one such as [\"5\", \"2\", \"2\", \"2\"]", e);
    }
    if (pools.length == 0 || Arrays.stream(pools).anyMatch(pool -> pool < 1)) {
      throw new IllegalArgumentException("model.front.pools = " + Arrays.toString(pools)
          + " must have a number of at least 1 for each layer, and at least one layer");
    }
  }

  @Override
  public int outputs(int D) {
    int frequencies = D;
    for (int pool : pools) {
      if (frequencies % pool != 0) {
        throw new IllegalArgumentException("model.front.pools = " + Arrays.toString(pools) + " does not fit " + D
            + " inputs: a layer has " + frequencies + " frequencies, of which " + pool + " at a time are pooled; each pool must"
            + " divide what the one before leaves");
      }
      frequencies /= pool;
    }
    return Math.multiplyExact(frequencies, channels);
  }

  private List<ConvolutionLayer> layers(int D) {
    List<ConvolutionLayer> all = new ArrayList<>();
    int frequencies = D;
    for (int i = 0; i < pools.length; i++) {
      all.add(new ConvolutionLayer(i, frequencies, i == 0 ? 1 : channels, channels, kernel, pools[i]));
      frequencies /= pools[i];
    }
    return all;
  }

  @Override
  public void declare(ParameterSet.Builder parameters, int D) {
    layers.addAll(layers(D));
    layers.forEach(layer -> layer.declare(parameters));
  }

  @Override
  public double flops(int D) {
    return layers(D).stream().mapToDouble(ConvolutionLayer::flops).sum();
  }

  @Override
  public long bytes(Tape.Capacity capacity, int D, int numberBytes) {
    long numbers = 2 * Memory.size(capacity.rows(), outputs(D));
    for (ConvolutionLayer layer : layers(D)) {
      numbers += layer.numbers(capacity);
    }
    return numbers * numberBytes;
  }

  @Override
  public void initialize(ParameterSet.Scope parameters, SequenceSet data, RandomStream stream) {
    layers.forEach(layer -> layer.initialize(parameters, stream));
  }

  @Override
  public void bind(Site site) {
    E = outputs(site.D());
    outputs = site.memory().tensor(site.capacity().rows(), E);
    slopes = site.memory().tensor(site.capacity().rows(), E);
    layers.forEach(layer -> layer.bind(site));
  }

  @Override
  public Inputs forward(Inputs x, int T, int B) {
    layers.get(0).take(x.values(), x.at(), T, B);
    for (int i = 0; i < layers.size(); i++) {
      ConvolutionLayer layer = layers.get(i);
      for (int t = 0; t < T; t++) {
        Tensor pooled = layer.forward(t, B);
        if (i + 1 < layers.size()) {
          layers.get(i + 1).take(pooled, t, B);
        } else {
          outputs.copyFrom(t * B * E, pooled, 0, B * E);
        }
      }
      if (i + 1 < layers.size()) {
        layers.get(i + 1).clearEnds(T, B);
      }
    }
    return new Inputs(outputs, 0, null);
  }

  @Override
  public Tensor slopes() {
    return slopes;
  }

  @Override
  public void backward(Inputs x, int T, int B) {
    for (int i = layers.size() - 1; i >= 0; i--) {
      ConvolutionLayer layer = layers.get(i);
      layer.clearSlopes(T, B);
      for (int t = 0; t < T; t++) {
        if (i + 1 < layers.size()) {
          layers.get(i + 1).giveSlopes(t, B, layer.pooledSlopes());
        } else {
          layer.pooledSlopes().copyFrom(0, slopes, t * B * E, B * E);
        }
        layer.backward(t, B);
      }
    }
  }
}
