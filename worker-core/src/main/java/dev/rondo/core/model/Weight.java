package dev.rondo.core.model;

import static dev.rondo.core.compute.Kernels.Op.PLAIN;
import static dev.rondo.core.compute.Kernels.Op.TRANSPOSED;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.perturb.Perturbation;
import dev.rondo.core.perturb.Perturbation.Sampling;
import dev.rondo.core.random.RandomStream;

/**
 * A weight matrix W [rows, cols] as the passes over one batch see it: clean, or perturbed once for the sequence, or anew at
 * every step. Cells multiply by it and never know which; this is the only place where perturbations meet the network.
 *
 * <p>With draws N and factors F, the perturbed weight is W + N (additive) or W F (number by number), and the gradient with
 * respect to the clean W is the plain outer product, times F for the latter (papers 000, equations 11 to 14).
 */
public final class Weight {
  private final View view;
  private final Tensor values;
  private final Tensor gradients;
  private final Kernels kernels;
  private final Perturbation perturbation;
  private final RandomStream stream;
  private final boolean perStep;
  private final boolean keepDraws;

  /** [steps * rows, cols]: the perturbed weight of each step, or of all; null when never perturbed. */
  private final Tensor perturbed;

  /** The transpose of the backward weight, [cols, rows], for the products of single steps; null where there is one each step. */
  private final Tensor transposed;

  /** One outer product, before it is multiplied by its factors; null when there are none. */
  private final Tensor outer;

  private final float[] draws;

  /** Draws the sums instead of the weights; null unless the perturbation says so. */
  private final DrawnSums sums;

  /** Where the weights that the current passes multiply by stand. */
  private Tensor forward;

  private Tensor backward;
  private boolean noisy;
  private int batchSize;

  /**
   * @param perturbation null, or one that perturbs this weight's group
   * @param capacity the largest batches
   */
  public Weight(
      ParameterSet parameters, String name, Perturbation perturbation, long trialSeed, Tape.Capacity capacity,
      Kernels kernels, Memory memory) {
    this.view = parameters.view(name);
    this.values = parameters.values();
    this.gradients = parameters.gradients();
    this.kernels = kernels;
    this.perturbation = perturbation;
    if (perturbation == null) {
      stream = null;
      perStep = false;
      keepDraws = false;
      perturbed = null;
      outer = null;
      draws = null;
      sums = null;
    } else if (perturbation.sampling() != Sampling.WEIGHTS) {
      stream = new RandomStream(trialSeed, "sum-noise." + name);
      perStep = true;
      keepDraws = false;
      perturbed = perturbation.evaluationScale() == 1 ? null : memory.tensor(view.rows(), view.cols());
      outer = null;
      draws = null;
      sums = perturbation.sampling() == Sampling.PRE_ACTIVATION_SHARED
          ? new SharedSums(parameters, view, perturbation, stream, capacity.trainingRows(), kernels, memory)
          : new SampledSums(parameters, view, perturbation, stream, capacity.trainingRows(), kernels, memory);
    } else {
      stream = new RandomStream(trialSeed, "weight-noise." + name);
      sums = null;
      perStep = perturbation.refresh() == Perturbation.Refresh.STEP;
      int matrices = perStep ? capacity.trainingSteps() : 1;
      perturbed = memory.tensor(Math.multiplyExact(matrices, view.rows()), view.cols());
      keepDraws = perturbation.multiplicative() && perturbation.pass() == Perturbation.Pass.TRAIN_GRAPH;
      outer = keepDraws ? memory.tensor(view.rows(), view.cols()) : null;
      draws = new float[Math.multiplyExact(keepDraws ? matrices : 1, view.size())];
    }
    transposed = perStep || view.group() != Group.RECURRENT ? null : memory.tensor(view.cols(), view.rows());
    useClean();
  }

  /**
   * Bytes that a weight of this size holds beside its parameters.
   *
   * @throws IllegalArgumentException when its perturbed steps are more numbers than a tensor holds
   */
  public static long bytes(
      View view, Perturbation perturbation, Tape.Capacity capacity, int numberBytes) {
    int rows = view.rows();
    int cols = view.cols();
    if (perturbation == null) {
      return view.group() == Group.RECURRENT ? Memory.size(rows, cols) * numberBytes : 0;
    }
    if (perturbation.sampling() == Sampling.PRE_ACTIVATION_SHARED) {
      return SharedSums.bytes(cols, capacity.trainingRows(), numberBytes);
    }
    if (perturbation.sampling() == Sampling.PRE_ACTIVATION) {
      return SampledSums.bytes(rows, cols, capacity.trainingRows(), numberBytes);
    }
    long matrices = perturbation.refresh() == Perturbation.Refresh.STEP ? capacity.trainingSteps() : 1;
    long size = Memory.size(matrices * rows, cols) / matrices;
    boolean keep = perturbation.multiplicative() && perturbation.pass() == Perturbation.Pass.TRAIN_GRAPH;
    return matrices * size * numberBytes + (keep ? (matrices * 4 + numberBytes) * size : 4 * size);
  }

  /**
   * Gets ready for the passes of one update: the same epoch and batch give the same draws. Call again when the values have
   * changed.
   */
  public void perturb(long epoch, long batch, int T, int B) {
    batchSize = B;
    if (sums != null) {
      sums.draw(epoch, batch, T * B);
      noisy = true;
      forward = values;
      backward = values;
    } else if (perturbation != null) {
      draw(epoch, batch, T);
    }
    if (transposed != null) {
      kernels.transpose(view.rows(), view.cols(), backward, at(backward, 0), transposed, 0);
    }
  }

  private void draw(long epoch, long batch, int steps) {
    stream.at(epoch, batch);
    int n = view.size();
    for (int t = 0; t < (perStep ? steps : 1); t++) {
      int drawsAt = keepDraws ? t * n : 0;
      perturbation.draw(stream, draws, drawsAt, n);
      if (perturbation.multiplicative()) {
        kernels.times(values, view.offset(), draws, drawsAt, perturbed, t * n, n);
      } else {
        kernels.plus(values, view.offset(), draws, drawsAt, perturbed, t * n, n);
      }
    }
    noisy = true;
    forward = perturbation.pass() == Perturbation.Pass.BACKWARD_ONLY ? values : perturbed;
    backward = perturbation.pass() == Perturbation.Pass.FORWARD_ONLY ? values : perturbed;
  }

  /** Clean weights, as evaluation has them: scaled where the perturbation says so. */
  public void useClean() {
    noisy = false;
    forward = values;
    backward = values;
    if (perturbation != null && perturbation.evaluationScale() != 1) {
      kernels.fill(perturbed, 0, view.size(), 0);
      kernels.axpy(perturbation.evaluationScale(), values, view.offset(), perturbed, 0, view.size());
      forward = perturbed;
    }
  }

  private boolean stepwise(Tensor weights) {
    return noisy && perStep && weights == perturbed;
  }

  private int at(Tensor weights, int t) {
    return weights == values ? view.offset() : stepwise(weights) ? t * view.size() : 0;
  }

  /** out [T B, cols] := out + x W, for all steps. */
  public void addProduct(Inputs x, Tensor out, int outAt, int T, int B) {
    if (x.sparse() != null && !stepwise(forward) && !(noisy && sums != null)) {
      kernels.addSparseProduct(
          x.sparse(), T * B, view.rows(), view.cols(), forward, at(forward, 0), out, outAt);
    } else {
      addProduct(x.values(), x.at(), out, outAt, T, B);
    }
  }

  /** out [T B, cols] := out + x W, for all steps. */
  public void addProduct(Tensor x, int xAt, Tensor out, int outAt, int T, int B) {
    if (noisy && sums != null) {
      sums.addForward(0, x, xAt, out, outAt, T * B);
      return;
    }
    if (!stepwise(forward)) {
      kernels.gemm(PLAIN, PLAIN, T * B, view.cols(), view.rows(), 1, x, xAt, forward, at(forward, 0), 1, out, outAt);
      return;
    }
    for (int t = 0; t < T; t++) {
      addStep(t, x, xAt + t * B * view.rows(), out, outAt + t * B * view.cols(), B);
    }
  }

  /** out [B, cols] := out + x W at step t. */
  public void addStep(int t, Tensor x, int xAt, Tensor out, int outAt, int B) {
    if (noisy && sums != null) {
      sums.addForward(t * batchSize, x, xAt, out, outAt, B);
      return;
    }
    kernels.gemm(PLAIN, PLAIN, B, view.cols(), view.rows(), 1, x, xAt, forward, at(forward, t), 1, out, outAt);
  }

  /** dx [T B, rows] := d W' for all steps, given the slopes d [T B, cols] of the products. */
  public void backProduct(Tensor d, int dAt, Tensor dx, int dxAt, int T, int B) {
    if (noisy && sums != null) {
      kernels.fill(dx, dxAt, T * B * view.rows(), 0);
      sums.addBackward(0, d, dAt, dx, dxAt, T * B);
      return;
    }
    if (!stepwise(backward)) {
      kernels.gemm(PLAIN, TRANSPOSED, T * B, view.rows(), view.cols(), 1, d, dAt, backward, at(backward, 0), 0, dx, dxAt);
      return;
    }
    for (int t = 0; t < T; t++) {
      kernels.gemm(
          PLAIN, TRANSPOSED, B, view.rows(), view.cols(), 1, d, dAt + t * B * view.cols(), backward, at(backward, t), 0, dx,
          dxAt + t * B * view.rows());
    }
  }

  /** dx [B, rows] := dx + d W' at step t. */
  public void addBackStep(int t, Tensor d, int dAt, Tensor dx, int dxAt, int B) {
    if (noisy && sums != null) {
      sums.addBackward(t * batchSize, d, dAt, dx, dxAt, B);
      return;
    }
    if (transposed != null) {
      kernels.gemm(PLAIN, PLAIN, B, view.rows(), view.cols(), 1, d, dAt, transposed, 0, 1, dx, dxAt);
      return;
    }
    kernels.gemm(PLAIN, TRANSPOSED, B, view.rows(), view.cols(), 1, d, dAt, backward, at(backward, t), 1, dx, dxAt);
  }

  /** The same for what goes into a layer. */
  public void gradient(Inputs x, Tensor d, int dAt, int T, int B) {
    if (x.sparse() != null && !(noisy && (keepDraws || sums != null))) {
      kernels.sparseGradient(x.sparse(), T * B, view.rows(), view.cols(), d, dAt, gradients, view.offset());
    } else {
      gradient(x.values(), x.at(), d, dAt, T, B);
    }
  }

  /** Sets this weight's part of the gradient: the sum over the steps of x' d, times the factors where there are any. */
  public void gradient(Tensor x, int xAt, Tensor d, int dAt, int T, int B) {
    if (noisy && sums != null) {
      sums.gradient(x, xAt, d, dAt, T * B);
      return;
    }
    int n = view.size();
    if (!noisy || !keepDraws) {
      kernels.gemm(
          TRANSPOSED, PLAIN, view.rows(), view.cols(), T * B, 1, x, xAt, d, dAt, 0, gradients, view.offset());
      return;
    }
    int matrices = perStep ? T : 1;
    int rows = perStep ? B : T * B;
    for (int t = 0; t < matrices; t++) {
      kernels.gemm(
          TRANSPOSED, PLAIN, view.rows(), view.cols(), rows, 1, x, xAt + t * B * view.rows(), d, dAt + t * B * view.cols(), 0,
          outer, 0);
      if (t == 0) {
        kernels.times(outer, 0, draws, 0, gradients, view.offset(), n);
      } else {
        kernels.addTimes(outer, 0, draws, t * n, gradients, view.offset(), n);
      }
    }
  }
}
