package dev.rondo.core.front;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Kernels.Op;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.data.SequenceSet;
import dev.rondo.core.data.WordVectors;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;

/**
 * A trained vector of E numbers for each input: u_t W with one-hot u_t and W [D, E], no bias (paper 002, appendix B; paper 004,
 * section 3, with sigma 0.01). Starts as N(0, sigma^2), and as the vectors of the data where it has some.
 */
final class Embedding implements Front {
  private static final String WEIGHT = "embedding";

  private final int size;
  private final double sigma;
  private Site site;
  private View weight; // [D, E]
  private Tensor outputs; // [T B, E]
  private Tensor slopes; // [T B, E]

  Embedding(Params settings) {
    size = settings.integer("size");
    sigma = settings.number("sigma");
  }

  @Override
  public int outputs(int D) {
    return size;
  }

  @Override
  public boolean takesSparse() {
    return true;
  }

  @Override
  public void declare(ParameterSet.Builder parameters, int D) {
    parameters.add(WEIGHT, Group.OTHER, D, size);
  }

  @Override
  public double flops(int D) {
    return size; // one row of W is copied
  }

  @Override
  public long bytes(Tape.Capacity capacity, int D, int numberBytes) {
    return 2 * Memory.size(capacity.rows(), size) * numberBytes;
  }

  @Override
  public void check(SequenceSet data) {
    if (data.vectors() != null && data.vectors().size() != size) {
      throw new IllegalArgumentException("model.front.size = " + size + ", but the vectors of task.vectors have "
          + data.vectors().size() + " numbers; set model.front.size = " + data.vectors().size());
    }
  }

  @Override
  public void initialize(ParameterSet.Scope parameters, SequenceSet data, RandomStream stream) {
    View view = parameters.view(WEIGHT);
    double[] values = new double[view.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = sigma * stream.nextNormal();
    }
    WordVectors vectors = data.vectors();
    for (int word = 0; vectors != null && word < view.rows(); word++) {
      float[] known = vectors.byInput()[word];
      for (int j = 0; known != null && j < size; j++) {
        values[word * size + j] = known[j];
      }
    }
    parameters.values().put(view.offset(), values);
  }

  @Override
  public void bind(Site s) {
    site = s;
    weight = s.parameters().view(WEIGHT);
    outputs = s.memory().tensor(s.capacity().rows(), size);
    slopes = s.memory().tensor(s.capacity().rows(), size);
  }

  @Override
  public Inputs forward(Inputs x, int T, int B) {
    Kernels kernels = site.kernels();
    Tensor values = site.parameters().values();
    if (x.sparse() == null) {
      kernels.gemm(
          Op.PLAIN, Op.PLAIN, T * B, size, site.D(), 1, x.values(), x.at(), values, weight.offset(), 0, outputs, 0);
    } else {
      kernels.fill(outputs, 0, T * B * size, 0);
      kernels.addSparseProduct(x.sparse(), T * B, site.D(), size, values, weight.offset(), outputs, 0);
    }
    return new Inputs(outputs, 0, null);
  }

  @Override
  public Tensor slopes() {
    return slopes;
  }

  @Override
  public void backward(Inputs x, int T, int B) {
    Tensor gradients = site.parameters().gradients();
    // Forward: outputs = u W.
    if (x.sparse() == null) {
      site.kernels().gemm(
          Op.TRANSPOSED, Op.PLAIN, site.D(), size, T * B, 1, x.values(), x.at(), slopes, 0, 0, gradients, weight.offset());
    } else {
      site.kernels().sparseGradient(x.sparse(), T * B, site.D(), size, slopes, 0, gradients, weight.offset());
    }
  }
}
