package dev.rondo.core.model;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.perturb.Perturbation;
import dev.rondo.core.perturb.Perturbation.Sampling;
import dev.rondo.core.random.RandomStream;

/**
 * A weight matrix W [rows, cols] as the passes over one batch see it: clean, or perturbed once for the sequence, or anew at
 * every step. Cells multiply by it and never know which; this is the only place where perturbations meet the network. The
 * products themselves are {@link CleanProducts}, {@link DrawnProducts} and {@link SummedProducts}.
 */
public final class Weight {
  private final ParameterSet parameters;
  private final View view;
  private final Kernels kernels;

  /** For evaluation. */
  private final CleanProducts clean;

  /** For training; the same where nothing perturbs the weight. */
  private final Products training;

  private Products current;

  /**
   * @param perturbation null, or one that perturbs this weight's group
   * @param capacity the largest batches
   */
  public Weight(
      ParameterSet parameters, View view, Perturbation perturbation, long trialSeed, Tape.Capacity capacity, Kernels kernels,
      Memory memory) {
    this.parameters = parameters;
    this.view = view;
    this.kernels = kernels;
    clean = new CleanProducts(parameters, view, scale(perturbation), perturbation == null, kernels, memory);
    if (perturbation == null) {
      training = clean;
    } else if (perturbation.sampling() == Sampling.WEIGHTS) {
      RandomStream stream = new RandomStream(trialSeed, "weight-noise." + view.name());
      training = new DrawnProducts(parameters, view, perturbation, stream, capacity, kernels, memory);
    } else {
      RandomStream stream = new RandomStream(trialSeed, "sum-noise." + view.name());
      int rows = capacity.trainingRows();
      DrawnSums sums = perturbation.sampling() == Sampling.PRE_ACTIVATION_SHARED
          ? new SharedSums(parameters, view, perturbation, stream, rows, kernels, memory)
          : new SampledSums(parameters, view, perturbation, stream, rows, kernels, memory);
      training = new SummedProducts(view, sums, kernels);
    }
    current = clean;
  }

  /**
   * Bytes that a weight of this size holds beside its parameters.
   *
   * @throws IllegalArgumentException when its perturbed steps are more numbers than a tensor holds
   */
  public static long bytes(View view, Perturbation perturbation, Tape.Capacity capacity, int numberBytes) {
    long bytes = CleanProducts.bytes(view, scale(perturbation), perturbation == null, numberBytes);
    if (perturbation == null) {
      return bytes;
    }
    return bytes + switch (perturbation.sampling()) {
      case WEIGHTS -> DrawnProducts.bytes(view, perturbation, capacity, numberBytes);
      case PRE_ACTIVATION -> SampledSums.bytes(view.rows(), view.cols(), capacity.trainingRows(), numberBytes);
      case PRE_ACTIVATION_SHARED -> SharedSums.bytes(view.cols(), capacity.trainingRows(), numberBytes);
    };
  }

  private static double scale(Perturbation perturbation) {
    return perturbation == null ? 1 : perturbation.evaluationScale();
  }

  /**
   * Gets ready for the passes of one update: the same epoch and batch give the same draws. Call again when the values have
   * changed.
   */
  public void perturb(long epoch, long batch, int T, int B) {
    current = training;
    mask(parameters.values());
    training.prepare(epoch, batch, T, B);
  }

  /** Clean weights, as evaluation has them: scaled where the perturbation says so. */
  public void useClean() {
    current = clean;
    mask(parameters.values());
    clean.refresh();
  }

  /** Missing connections are 0, whatever was written there. */
  private void mask(Tensor all) {
    if (view.mask() != null) {
      kernels.times(all, view.offset(), view.mask(), 0, all, view.offset(), view.size());
    }
  }

  /** out [T B, cols] := out + x W, for all steps. */
  public void addProduct(Inputs x, Tensor out, int outAt, int T, int B) {
    current.addProduct(x, out, outAt, T, B);
  }

  /** out [T B, cols] := out + x W, for all steps. */
  public void addProduct(Tensor x, int xAt, Tensor out, int outAt, int T, int B) {
    current.addProduct(x, xAt, out, outAt, T, B);
  }

  /** out [B, cols] := out + x W at step t. */
  public void addStep(int t, Tensor x, int xAt, Tensor out, int outAt, int B) {
    current.addStep(t, x, xAt, out, outAt, B);
  }

  /** dx [T B, rows] := d W' for all steps, given the slopes d [T B, cols] of the products. */
  public void backProduct(Tensor d, int dAt, Tensor dx, int dxAt, int T, int B) {
    current.backProduct(d, dAt, dx, dxAt, T, B);
  }

  /** dx [B, rows] := dx + d W' at step t. */
  public void addBackStep(int t, Tensor d, int dAt, Tensor dx, int dxAt, int B) {
    current.addBackStep(t, d, dAt, dx, dxAt, B);
  }

  /** Sets this weight's part of the gradient: the sum over the steps of x' d, times the factors where there are any. */
  public void gradient(Inputs x, Tensor d, int dAt, int T, int B) {
    current.gradient(x, d, dAt, T, B);
    mask(parameters.gradients());
  }

  /** The same for what is no input of the network. */
  public void gradient(Tensor x, int xAt, Tensor d, int dAt, int T, int B) {
    current.gradient(x, xAt, d, dAt, T, B);
    mask(parameters.gradients());
  }
}
