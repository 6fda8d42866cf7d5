package dev.rondo.core.front;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Kernels.Op;
import dev.rondo.core.compute.Lane;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.Scope;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape;
import dev.rondo.core.random.RandomStream;
import java.util.Arrays;

/**
 * One layer: convolution, the larger of that and 0, and the largest of so many neighbouring frequencies. Inputs are [F, I] at each
 * step of each sequence, F frequencies of I channels, outputs [F / pool, C]. The numbers under a kernel become a row of a matrix, one
 * step at a time, and the convolution a product; what the product gave is computed again on the way back, for all steps would
 * be the largest memory of a network by far.
 */
final class ConvolutionLayer {
  private final String name;
  private final int F;
  private final int I;
  private final int C;
  private final int kernel;
  private final int pool;
  private final int half;
  /** Numbers of a step with the zeros at both ends of its frequencies. */
  private final int width;

  /** Numbers under a kernel. */
  private final int under;

  private Kernels kernels;
  private Scope parameters;
  private View weight; // [kernel kernel I, C]
  private View bias; // [1, C]
  private Tensor inputs; // [(T + 2 half) B, width]
  private Tensor inputSlopes; // the same; null for the lowest layer
  private Tensor patches; // [B F, under]
  private Tensor sums; // [B F, C]
  private Tensor pooled; // [B F / pool, C]
  private Tensor pooledSlopes; // the same
  private Lane[] poolLanes;
  private Lane[] slopeLanes;
  private final Pooling pooling;
  private final Pooling.Slopes poolingSlopes;

  /** @param index of the layer, from 0 */
  ConvolutionLayer(int index, int frequencies, int inputChannels, int channels, int kernel, int pool) {
    name = Integer.toString(index + 1);
    F = frequencies;
    I = inputChannels;
    C = channels;
    this.kernel = kernel;
    this.pool = pool;
    half = kernel / 2;
    width = (F + 2 * half) * I;
    under = kernel * kernel * I;
    pooling = new Pooling(pool);
    poolingSlopes = new Pooling.Slopes(pool);
  }

  void declare(ParameterSet.Builder builder) {
    builder.add("kernel" + name, Group.OTHER, under, C).add("bias" + name, Group.BIAS, 1, C);
  }

  double flops() {
    return 2.0 * F * under * C;
  }

  long numbers(Tape.Capacity capacity) {
    long inputNumbers = Memory.size(capacity.rows() + 2L * half * capacity.batch(), width);
    long rows = (long) capacity.batch() * F;
    return inputNumbers * (lowest() ? 1 : 2) + Memory.size(rows, under) + Memory.size(rows, C)
        + 2 * Memory.size(rows / pool, C);
  }

  private boolean lowest() {
    return name.equals("1");
  }

  /** N(0, 2 / numbers under a kernel), which keeps the size of numbers through layers whose negative ones become 0; biases 0. */
  void initialize(Scope scope, RandomStream stream) {
    View view = scope.view("kernel" + name);
    double[] values = new double[view.size()];
    double sigma = StrictMath.sqrt(2.0 / under);
    Arrays.setAll(values, i -> sigma * stream.nextNormal());
    scope.values().put(view.offset(), values);
  }

  void bind(Front.Site site) {
    kernels = site.kernels();
    parameters = site.parameters();
    weight = parameters.view("kernel" + name);
    bias = parameters.view("bias" + name);
    int batch = site.capacity().batch();
    int rows = site.capacity().rows() + 2 * half * batch;
    Memory memory = site.memory();
    inputs = memory.tensor(rows, width);
    inputSlopes = lowest() ? null : memory.tensor(rows, width);
    patches = memory.tensor(batch * F, under);
    sums = memory.tensor(batch * F, C);
    pooled = memory.tensor(batch * F / pool, C);
    pooledSlopes = memory.tensor(batch * F / pool, C);
    poolLanes = new Lane[pool + 1];
    slopeLanes = new Lane[pool + 1];
    for (int j = 0; j < pool; j++) {
      poolLanes[j] = new Lane(sums, pool * C, Lane.Use.READ).to(j * C);
      slopeLanes[j] = new Lane(sums, pool * C, Lane.Use.UPDATE).to(j * C);
    }
    poolLanes[pool] = new Lane(pooled, C, Lane.Use.WRITE);
    slopeLanes[pool] = new Lane(pooledSlopes, C, Lane.Use.READ);
  }

  /** Slopes by the outputs of one step, [B F / pool, C], for {@link #backward}. */
  Tensor pooledSlopes() {
    return pooledSlopes;
  }

  /** Takes the inputs of all steps, [T B, F I] from an offset on. */
  void take(Tensor x, int xAt, int T, int B) {
    for (int row = 0; row < T * B; row++) {
      inputs.copyFrom((half * B + row) * width + half * I, x, xAt + row * F * I, F * I);
    }
    clearEnds(T, B);
  }

  /** Takes the inputs of step t, [B, F I]. */
  void take(Tensor x, int t, int B) {
    for (int b = 0; b < B; b++) {
      inputs.copyFrom(((half + t) * B + b) * width + half * I, x, b * F * I, F * I);
    }
  }

  /** Sets what stands before the first and after the last step to 0. */
  void clearEnds(int T, int B) {
    if (half > 0) {
      kernels.fill(inputs, 0, half * B * width, 0);
      kernels.fill(inputs, (half + T) * B * width, half * B * width, 0);
    }
  }

  /** The outputs of step t, [B, (F / pool) C]. */
  Tensor forward(int t, int B) {
    convolve(t, B);
    kernels.pointwise(pooling, B * F / pool, C, poolLanes);
    return pooled;
  }

  /** Fills the sums of step t. */
  private void convolve(int t, int B) {
    int run = kernel * I; // numbers that stand side by side in inputs and patches
    for (int dt = 0; dt < kernel; dt++) {
      for (int b = 0; b < B; b++) {
        int from = ((t + dt) * B + b) * width;
        for (int f = 0; f < F; f++) {
          patches.copyFrom((b * F + f) * under + dt * run, inputs, from + f * I, run);
        }
      }
    }
    kernels.fillRows(B * F, C, parameters.values(), bias.offset(), sums, 0);
    kernels.gemm(
        Op.PLAIN, Op.PLAIN, B * F, C, under, 1, patches, 0, parameters.values(), weight.offset(), 1, sums, 0);
  }

  /** Sets the slopes by the inputs to 0, to which {@link #backward} adds. */
  void clearSlopes(int T, int B) {
    if (inputSlopes != null) {
      kernels.fill(inputSlopes, 0, (T + 2 * half) * B * width, 0);
    }
  }

  /** Copies the slopes by the inputs of step t, [B, F I]. */
  void giveSlopes(int t, int B, Tensor to) {
    for (int b = 0; b < B; b++) {
      to.copyFrom(b * F * I, inputSlopes, ((half + t) * B + b) * width + half * I, F * I);
    }
  }

  /** Turns the slopes by the outputs of step t into slopes by the inputs; the gradients become the sum from step 0 on. */
  void backward(int t, int B) {
    convolve(t, B);
    kernels.pointwise(poolingSlopes, B * F / pool, C, slopeLanes);
    double before = t == 0 ? 0 : 1;
    // Forward: sums = patches W + b.
    kernels.gemm(
        Op.TRANSPOSED, Op.PLAIN, under, C, B * F, 1, patches, 0, sums, 0, before, parameters.gradients(), weight.offset());
    kernels.columnSums(B * F, C, sums, 0, before, parameters.gradients(), bias.offset());
    if (inputSlopes == null) {
      return;
    }
    kernels.gemm(
        Op.PLAIN, Op.TRANSPOSED, B * F, under, C, 1, sums, 0, parameters.values(), weight.offset(), 0, patches, 0);
    int run = kernel * I;
    for (int dt = 0; dt < kernel; dt++) {
      for (int b = 0; b < B; b++) {
        int to = ((t + dt) * B + b) * width;
        for (int f = 0; f < F; f++) {
          kernels.axpy(1, patches, (b * F + f) * under + dt * run, inputSlopes, to + f * I, run);
        }
      }
    }
  }
}
