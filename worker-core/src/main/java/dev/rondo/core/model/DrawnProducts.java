package dev.rondo.core.model;

import static dev.rondo.core.compute.Kernels.Op.PLAIN;
import static dev.rondo.core.compute.Kernels.Op.TRANSPOSED;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.perturb.Perturbation;
import dev.rondo.core.random.RandomStream;

/**
 * Products with a weight that is drawn once for the sequence, or anew at every step. With draws N and factors F, the perturbed
 * weight is W + N (additive) or W F (number by number), and the gradient with respect to the clean W is the plain outer product,
 * times F for the latter (paper 000, equations 11 to 14).
 */
final class DrawnProducts implements Products {
  /** Numbers drawn at once where draws are not kept: whole blocks of the generator, so that chunks change no number. */
  private static final int CHUNK = RandomStream.BULK;

  private final View view;
  private final Tensor values;
  private final Tensor gradients;
  private final Kernels kernels;
  private final Perturbation perturbation;
  private final RandomStream stream;
  private final boolean perStep;
  private final boolean keepDraws;

  /**
   * [matrices * rows, cols]: the perturbed weight of each step, or of all. Where the draws are kept anyway, only that of the step
   * that was asked for last, for it is one multiplication away: then no more memory is gone through than there must be.
   */
  private final Tensor perturbed;

  /** The transpose of the backward weight, [cols, rows], for the products of single steps; null where there is one each step. */
  private final Tensor transposed;

  /** One outer product, before it is multiplied by its factors; null when there are none. */
  private final Tensor outer;

  /** Of all steps where they are kept, else a chunk of them. */
  private final float[] draws;

  /** Matrices drawn for this update so far. */
  private int drawn;

  /** Whose weight is in {@link #perturbed}, where the draws are kept; -1 for none. */
  private int laid;

  /** What the passes multiply by: the values, or {@link #perturbed}. */
  private final Tensor forward;

  private final Tensor backward;

  DrawnProducts(
      ParameterSet parameters, View view, Perturbation perturbation, RandomStream stream, Tape.Capacity capacity, Kernels kernels,
      Memory memory) {
    this.view = view;
    this.values = parameters.values();
    this.gradients = parameters.gradients();
    this.kernels = kernels;
    this.perturbation = perturbation;
    this.stream = stream;
    perStep = perStep(perturbation);
    keepDraws = keepsDraws(perturbation);
    int matrices = perStep ? capacity.trainingSteps() : 1;
    perturbed = memory.tensor(Math.multiplyExact(keepDraws ? 1 : matrices, view.rows()), view.cols());
    transposed = perStep || view.group() != Group.RECURRENT ? null : memory.tensor(view.cols(), view.rows());
    outer = keepDraws ? memory.tensor(view.rows(), view.cols()) : null;
    draws = new float[keepDraws ? Math.multiplyExact(matrices, view.size()) : Math.min(CHUNK, view.size())];
    forward = perturbation.pass() == Perturbation.Pass.BACKWARD_ONLY ? values : perturbed;
    backward = perturbation.pass() == Perturbation.Pass.FORWARD_ONLY ? values : perturbed;
  }

  /** @throws IllegalArgumentException when its perturbed steps are more numbers than a tensor holds */
  static long bytes(View view, Perturbation perturbation, Tape.Capacity capacity, int numberBytes) {
    long matrices = perStep(perturbation) ? capacity.trainingSteps() : 1;
    long size = Memory.size(matrices * view.rows(), view.cols()) / matrices;
    long transposed = perStep(perturbation) || view.group() != Group.RECURRENT ? 0 : size * numberBytes;
    return transposed + (keepsDraws(perturbation)
        ? matrices * size * 4 + 2 * size * numberBytes
        : matrices * size * numberBytes + Math.min(CHUNK, size) * 4);
  }

  private static boolean perStep(Perturbation perturbation) {
    return perturbation.refresh() == Perturbation.Refresh.STEP;
  }

  private static boolean keepsDraws(Perturbation perturbation) {
    return perturbation.multiplicative() && perturbation.pass() == Perturbation.Pass.TRAIN_GRAPH;
  }

  @Override
  public void prepare(long epoch, long batch, int T, int B) {
    stream.at(epoch, batch);
    drawn = 0;
    laid = -1;
    if (transposed != null) {
      kernels.transpose(view.rows(), view.cols(), backward, at(backward, 0), transposed, 0);
    }
  }

  private boolean stepwise(Tensor weights) {
    return perStep && weights == perturbed;
  }

  /**
   * Where the weight of step t begins. It is drawn when it is asked for, so that the product finds it in the cache; steps are
   * drawn in their order, whichever is asked for first, so that the numbers do not depend on who asks.
   */
  private int at(Tensor weights, int t) {
    if (weights == values) {
      return view.offset();
    }
    int matrix = perStep ? t : 0;
    drawUpTo(matrix);
    if (!keepDraws) {
      return matrix * view.size();
    }
    if (laid != matrix) {
      kernels.times(values, view.offset(), draws, matrix * view.size(), perturbed, 0, view.size());
      laid = matrix;
    }
    return 0;
  }

  private void drawUpTo(int matrix) {
    while (drawn <= matrix) {
      draw(drawn++);
    }
  }

  private void draw(int matrix) {
    int n = view.size();
    if (keepDraws) {
      perturbation.draw(stream, draws, matrix * n, n);
      return;
    }
    for (int done = 0; done < n; done += CHUNK) {
      int count = Math.min(CHUNK, n - done);
      perturbation.draw(stream, draws, 0, count);
      if (perturbation.multiplicative()) {
        kernels.times(values, view.offset() + done, draws, 0, perturbed, matrix * n + done, count);
      } else {
        for (int i = 0; view.mask() != null && i < count; i++) {
          draws[i] *= view.mask()[done + i];
        }
        kernels.plus(values, view.offset() + done, draws, 0, perturbed, matrix * n + done, count);
      }
    }
  }

  @Override
  public void addProduct(Inputs x, Tensor out, int outAt, int T, int B) {
    if (x.sparse() == null || stepwise(forward)) {
      addProduct(x.values(), x.at(), out, outAt, T, B);
    } else {
      kernels.addSparseProduct(x.sparse(), T * B, view.rows(), view.cols(), forward, at(forward, 0), out, outAt);
    }
  }

  @Override
  public void addProduct(Tensor x, int xAt, Tensor out, int outAt, int T, int B) {
    if (!stepwise(forward)) {
      kernels.gemm(PLAIN, PLAIN, T * B, view.cols(), view.rows(), 1, x, xAt, forward, at(forward, 0), 1, out, outAt);
      return;
    }
    for (int t = 0; t < T; t++) {
      addStep(t, x, xAt + t * B * view.rows(), out, outAt + t * B * view.cols(), B);
    }
  }

  @Override
  public void addStep(int t, Tensor x, int xAt, Tensor out, int outAt, int B) {
    kernels.gemm(PLAIN, PLAIN, B, view.cols(), view.rows(), 1, x, xAt, forward, at(forward, t), 1, out, outAt);
  }

  @Override
  public void backProduct(Tensor d, int dAt, Tensor dx, int dxAt, int T, int B) {
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

  @Override
  public void addBackStep(int t, Tensor d, int dAt, Tensor dx, int dxAt, int B) {
    if (transposed == null) {
      kernels.gemm(PLAIN, TRANSPOSED, B, view.rows(), view.cols(), 1, d, dAt, backward, at(backward, t), 1, dx, dxAt);
    } else {
      kernels.gemm(PLAIN, PLAIN, B, view.rows(), view.cols(), 1, d, dAt, transposed, 0, 1, dx, dxAt);
    }
  }

  @Override
  public void gradient(Inputs x, Tensor d, int dAt, int T, int B) {
    if (x.sparse() == null || keepDraws) {
      gradient(x.values(), x.at(), d, dAt, T, B);
    } else {
      kernels.sparseGradient(x.sparse(), T * B, view.rows(), view.cols(), d, dAt, gradients, view.offset());
    }
  }

  @Override
  public void gradient(Tensor x, int xAt, Tensor d, int dAt, int T, int B) {
    int n = view.size();
    if (!keepDraws) {
      kernels.gemm(TRANSPOSED, PLAIN, view.rows(), view.cols(), T * B, 1, x, xAt, d, dAt, 0, gradients, view.offset());
      return;
    }
    int matrices = perStep ? T : 1;
    int rows = perStep ? B : T * B;
    drawUpTo(matrices - 1);
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
