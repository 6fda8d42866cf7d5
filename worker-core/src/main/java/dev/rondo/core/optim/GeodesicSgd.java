package dev.rondo.core.optim;

import static dev.rondo.core.compute.Kernels.Op.PLAIN;
import static dev.rondo.core.compute.Kernels.Op.TRANSPOSED;

import dev.rondo.core.compute.Dense;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.ReadoutPass;
import dev.rondo.spec.Params;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Moves orthogonal matrices M [n, n] along the manifold of such matrices, and leaves all other parameters to another optimizer
 * (paper 004, equation 9). With the gradient G, the rate eta and A = G M' - M G', which is skew, a step is the Cayley transform
 *
 * <pre>M := (I + eta/2 A)^-1 (I - eta/2 A) M</pre>
 *
 * <p>It is computed in double precision; after each step M takes a Newton step, M (3 I - M'M) / 2, back to orthogonality, so that
 * rounding to the trial's precision does not add up. The paper prints another formula, which does not keep matrices orthogonal,
 * and its released code has A = G'M - M'G, which does but goes down by chance only.
 */
public final class GeodesicSgd implements Optimizer {
  private final double stepRate;
  private final boolean asReleased;
  /** Of singular values, by the optimizer for the rest; NaN for that one's own. */
  private final double spectrumRate;
  private final Optimizer rest;
  private final List<String> orthogonal;
  /** Names of singular values, and what divides the rate of each. */
  private final Map<String, Double> spectra;
  private double scheduled = 1;
  private ParameterSet parameters;
  private Kernels kernels;

  /**
   * @param rest moves the other parameters
   * @param orthogonal names of the matrices, which start orthogonal
   * @param spectra names of singular values, and what their rate is divided by
   */
  GeodesicSgd(Params p, Optimizer rest, List<String> orthogonal, Map<String, Double> spectra) {
    stepRate = p.number("step-rate");
    asReleased = p.text("form").equals("released-code");
    spectrumRate = p.isNone("spectrum-rate") ? Double.NaN : p.number("spectrum-rate");
    this.rest = rest;
    this.orthogonal = orthogonal;
    this.spectra = spectra;
  }

  @Override
  public int stateVectors() {
    return rest.stateVectors();
  }

  @Override
  public boolean closedForm() {
    return rest.closedForm();
  }

  @Override
  public boolean usesComponents() {
    return rest.usesComponents();
  }

  @Override
  public long bytes(ParameterSet.Builder layout) {
    long largest = layout.views().stream().filter(v -> orthogonal.contains(v.name())).mapToLong(View::size).max().orElse(0);
    return rest.bytes(layout) + 8 * Double.BYTES * largest;
  }

  @Override
  public void bind(ParameterSet p, Kernels k, Memory memory) {
    parameters = p;
    kernels = k;
    rest.bind(p, k, memory);
  }

  @Override
  public double step(Objective objective) {
    double[][] before = spectra.keySet().stream().map(name -> values(parameters.view(name))).toArray(double[][]::new);
    double loss = rest.step(new Objective() {
      @Override
      public double gradient() {
        double value = objective.gradient();
        orthogonal.forEach(name -> move(parameters.view(name)));
        return value;
      }

      @Override
      public ReadoutPass readoutPass() {
        return objective.readoutPass();
      }
    });
    if (!Double.isNaN(spectrumRate)) {
      int i = 0;
      for (Map.Entry<String, Double> spectrum : spectra.entrySet()) {
        rescale(parameters.view(spectrum.getKey()), before[i++], scheduled * spectrumRate / spectrum.getValue() / rest.stepRate());
      }
    }
    return loss;
  }

  /** The matrix of this name moves; its gradient becomes 0, so that the other optimizer leaves it where it is. */
  private void move(View v) {
    double[] g = parameters.gradients().toArray(v.offset(), v.size());
    // A gradient that is not finite ends the trial; it would end LAPACK first.
    if (Arrays.stream(g).allMatch(Double::isFinite)) {
      parameters.values().put(v.offset(), moved(values(v), g, v.rows()));
    }
    kernels.fill(parameters.gradients(), v.offset(), v.size(), 0);
  }

  private double[] moved(double[] m, double[] g, int n) {
    double[] product =
        asReleased ? Dense.product(TRANSPOSED, PLAIN, n, n, n, g, m) : Dense.product(PLAIN, TRANSPOSED, n, n, n, g, m);
    double[] a = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        a[i * n + j] = scheduled * stepRate / 2 * (product[i * n + j] - product[j * n + i]);
      }
    }
    double[] right = Dense.product(PLAIN, PLAIN, n, n, n, a, m);
    for (int i = 0; i < n * n; i++) {
      right[i] = m[i] - right[i];
    }
    for (int i = 0; i < n; i++) {
      a[i * n + i] += 1;
    }
    double[] next = Dense.solve(n, n, a, right);
    double[] correction = Dense.product(TRANSPOSED, PLAIN, n, n, n, next, next);
    for (int i = 0; i < n * n; i++) {
      correction[i] = -correction[i] / 2;
    }
    for (int i = 0; i < n; i++) {
      correction[i * n + i] += 1.5;
    }
    return Dense.product(PLAIN, PLAIN, n, n, n, next, correction);
  }

  /** What the other optimizer did to the singular values becomes as large as with another rate. */
  private void rescale(View v, double[] before, double factor) {
    double[] after = values(v);
    for (int i = 0; i < after.length; i++) {
      after[i] = before[i] + factor * (after[i] - before[i]);
    }
    parameters.values().put(v.offset(), after);
  }

  private double[] values(View v) {
    return parameters.values().toArray(v.offset(), v.size());
  }

  /** All rates keep their proportions. */
  @Override
  public void schedule(double factor) {
    scheduled = factor;
    rest.schedule(factor);
  }

  @Override
  public double stepRate() {
    return rest.stepRate();
  }

  @Override
  public List<Tensor> state() {
    return rest.state();
  }
}
