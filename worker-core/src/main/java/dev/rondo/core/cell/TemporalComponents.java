package dev.rondo.core.cell;

import static dev.rondo.core.compute.Kernels.Op.PLAIN;
import static dev.rondo.core.compute.Kernels.Op.TRANSPOSED;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape;
import java.util.Arrays;
import java.util.List;

/**
 * The gradient of an Elman layer as a sum over the steps of time (paper 003, equations 3.1 and 3.2): with the slopes d_t [B, H] by
 * the sums into the units, step t adds h_{t-1}' d_t to the gradient of the recurrent weight, x_t' d_t to that of the input weight,
 * and the sum of the rows of d_t to that of the biases.
 *
 * <p>No component is ever written down. A weighted sum of them is the product that gives the gradient, once the slopes of each step
 * are multiplied by its weight; and ||x' d||^2 is the sum of (x x') times (d d'), number by number, both [B, B]. Before that the
 * slopes of each step are divided by their norm, for squares of those of early steps may be 0 in float32.
 */
public final class TemporalComponents {
  /** What the layer is trained in. */
  public enum Variable {
    RECURRENT,
    INPUT,
    BIAS
  }

  private final ElmanCell cell;
  private final Cell.Site site;
  private final Kernels kernels;
  private final int D;
  private final double tiny;
  private final Tensor slopeProducts; // [B, B]
  private final Tensor products; // [B, B]
  private final Tensor rowSum; // [1, H]
  private final double[] slopeNorms;
  private final double[][] squares; // of the norm of each variable's component, of slopes of norm 1
  private final double[] factors; // of the slopes of norm 1, as they lie on the tape now
  private Inputs x;
  private int T;
  private int B;

  TemporalComponents(ElmanCell cell, Cell.Site site) {
    this.cell = cell;
    this.site = site;
    kernels = site.kernels();
    D = cell.view(Variable.INPUT).rows();
    tiny = kernels.precision() == Precision.FLOAT32 ? 1e-30 : 1e-140;
    int batch = trainingBatch(site.capacity());
    slopeProducts = site.memory().tensor(batch, batch);
    products = site.memory().tensor(batch, batch);
    rowSum = site.memory().tensor(1, site.H());
    int steps = site.capacity().trainingSteps();
    slopeNorms = new double[steps];
    squares = new double[Variable.values().length][steps];
    factors = new double[steps];
  }

  /** Bytes that it holds. */
  public static long bytes(Tape.Capacity capacity, int H, int numberBytes) {
    int batch = trainingBatch(capacity);
    return numberBytes * (2 * Memory.size(batch, batch) + H) + 5L * Double.BYTES * capacity.trainingSteps();
  }

  private static int trainingBatch(Tape.Capacity capacity) {
    return capacity.trainingRows() / capacity.trainingSteps();
  }

  /**
   * Takes those of the layer's last backward pass, whose slopes on the tape it changes: once after each.
   *
   * @param inputs that pass's
   */
  public TemporalComponents of(Inputs inputs, int steps, int batch) {
    x = inputs;
    T = steps;
    B = batch;
    Arrays.fill(factors, 1);
    int H = site.H();
    Tensor d = site.tape().slopes();
    for (int t = 0; t < T; t++) {
      int at = t * B * H;
      slopeNorms[t] = Math.sqrt(kernels.dot(d, at, d, at, B * H));
      if (slopeNorms[t] <= tiny) {
        slopeNorms[t] = 0;
        kernels.fill(d, at, B * H, 0);
      } else {
        kernels.scale(1 / slopeNorms[t], d, at, B * H);
      }
      kernels.gemm(PLAIN, TRANSPOSED, B, B, H, 1, d, at, d, at, 0, slopeProducts, 0);
      kernels.columnSums(B, H, d, at, 0, rowSum, 0);
      squares[Variable.RECURRENT.ordinal()][t] = square(site.tape().states(), at, H);
      squares[Variable.INPUT.ordinal()][t] = square(x.values(), x.at() + t * B * D, D);
      squares[Variable.BIAS.ordinal()][t] = kernels.dot(rowSum, 0, rowSum, 0, H);
    }
    return this;
  }

  /** ||y' d||^2, for y [B, width] and the slopes at hand. */
  private double square(Tensor y, int yAt, int width) {
    kernels.gemm(PLAIN, TRANSPOSED, B, B, width, 1, y, yAt, y, yAt, 0, products, 0);
    return Math.max(0, kernels.dot(products, 0, slopeProducts, 0, B * B));
  }

  public int steps() {
    return T;
  }

  /** Where a variable stands among the parameters. */
  public View view(Variable v) {
    return cell.view(v);
  }

  /** Frobenius norm of the component of step t, counted from 0, in some variables together. */
  public double norm(List<Variable> variables, int t) {
    return slopeNorms[t] * unitNorm(variables, t);
  }

  /** The same for slopes of norm 1. */
  private double unitNorm(List<Variable> variables, int t) {
    double sum = 0;
    for (Variable v : variables) {
      sum += squares[v.ordinal()][t];
    }
    return Math.sqrt(sum);
  }

  /**
   * Sets the gradients of some variables to the weighted sum of their components, each divided by its norm over these variables
   * (paper 003, equations 3.3 and 3.4); components that are 0 are left out.
   *
   * @param weights of the steps, all above 0
   */
  public void combine(List<Variable> variables, double[] weights) {
    int block = B * site.H();
    for (int t = 0; t < T; t++) {
      double norm = unitNorm(variables, t);
      if (norm != 0) {
        double factor = weights[t] / norm;
        kernels.scale(factor / factors[t], site.tape().slopes(), t * block, block);
        factors[t] = factor;
      }
    }
    for (Variable v : variables) {
      cell.gradient(v, x, T, B);
    }
  }
}
