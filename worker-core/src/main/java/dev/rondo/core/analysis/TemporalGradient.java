package dev.rondo.core.analysis;

import dev.rondo.core.cell.TemporalComponents;
import dev.rondo.core.cell.TemporalComponents.Variable;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.data.DataException;
import dev.rondo.core.init.Gaussian;
import dev.rondo.core.init.SpectralRadius;
import dev.rondo.core.model.Batch;
import dev.rondo.core.model.Bptt;
import dev.rondo.core.model.Network;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape;
import dev.rondo.core.optim.SimplexWeights;
import dev.rondo.core.random.RandomStream;
import dev.rondo.core.task.BatchBuilder;
import dev.rondo.core.task.Task;
import dev.rondo.spec.Params;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How much each step of time adds to the gradient of a network that has not been trained, by the spectral radius of its recurrent
 * weights (paper 003, section 3.2, Figure 3.1): a tanh network with the thesis' initial values and one batch of temporal order, in
 * double precision.
 *
 * @param length least number of steps of a sequence; a tenth more at most
 * @param hidden units
 * @param samples sequences of the batch, whose mean loss the gradient is of
 * @param draws of the mixture's weights for the angles
 * @param seed of weights, data and draws; networks of all radii have the same weights but for their scale
 */
public record TemporalGradient(int length, int hidden, int samples, int draws, long seed) {
  private static final List<Variable> ALL = List.of(Variable.values());

  /** Section 3.2: variance 0.1; the radius overrides it for recurrent weights. */
  private static final double RECURRENT_SIGMA = 0.316;

  private static final double OTHER_SIGMA = 0.1;

  /**
   * What was found.
   *
   * @param norms of the components, by variable and step
   * @param cosines of the angle between the gradient and Galvan's direction in all variables together, one for each draw (equations
   *     3.28 to 3.33)
   */
  public record Result(double radius, double[][] norms, double[] cosines) {
    /**
     * The mean factor from the norm at one step to that at the step before, from the last step of the shortest sequences to the
     * second of all; below 1 the gradient vanishes.
     */
    public double backwardFactor(Variable v, int length) {
      double[] n = norms[v.ordinal()];
      return Math.pow(n[1] / n[length - 1], 1.0 / (length - 2));
    }

    /** The share of draws within reach of the sufficient condition, 2 - 2 cos < mu^2, which needs mu < 1 at least. */
    public double withinReach() {
      return Arrays.stream(cosines).filter(c -> c > 0.5).count() / (double) cosines.length;
    }
  }

  /** Measures at one radius. */
  public Result at(double radius) {
    Task task = task();
    Network network = Network.of(
        Params.of(Map.of(
            "cell.kind", "elman", "cell.activation", "tanh", "readout.kind", "auto", "initial-state.kind", "zero", "layers", "1",
            "hidden", Integer.toString(hidden))),
        task.data().inputs(), task.data().outputs(), task.loss());
    Tape.Capacity capacity = BatchBuilder.capacity(task, samples);
    Kernels kernels = Precision.FLOAT64.kernels();
    try (Memory memory = new Memory(Precision.FLOAT64)) {
      ParameterSet parameters = network.layout().build(memory);
      for (View v : parameters.views()) {
        if (v.group().isWeight()) {
          parameters.values().put(v.offset(), weight(v, radius));
        }
      }
      Bptt bptt = new Bptt(network, parameters, null, seed, capacity, kernels, memory);
      bptt.keepComponents();
      Batch batch = new BatchBuilder(task, capacity, memory)
          .build(task.train(), IntStream.range(0, samples).toArray(), 0, samples);
      bptt.gradient(batch, 1, 0);
      double[] gradient = parameters.gradients().toArray(0, parameters.size());
      TemporalComponents components = bptt.components(batch);
      double[][] norms = new double[ALL.size()][batch.T()];
      for (Variable v : ALL) {
        Arrays.setAll(norms[v.ordinal()], t -> components.norm(List.of(v), t));
      }
      return new Result(radius, norms, cosines(parameters, components, gradient));
    }
  }

  private Task task() {
    try {
      return Task.of(
          Params.of(Map.of(
              "kind", "temporal-order", "positions", "intervals", "length", Integer.toString(length), "seed", Long.toString(seed),
              "train-size", Integer.toString(samples), "valid-size", "1", "test-size", "1")),
          null);
    } catch (DataException e) {
      throw new IllegalStateException("the task is drawn, not read", e);
    }
  }

  private double[] weight(View v, double radius) {
    boolean recurrent = v.group() == ParameterSet.Group.RECURRENT;
    SpectralRadius rule = new SpectralRadius(recurrent ? radius : Double.NaN, SpectralRadius.Rule.RESCALE);
    return new Gaussian(recurrent ? RECURRENT_SIGMA : OTHER_SIGMA, rule)
        .fill(v.rows(), v.cols(), new RandomStream(seed, "temporal-gradient." + v.name()));
  }

  private double[] cosines(ParameterSet parameters, TemporalComponents components, double[] gradient) {
    RandomStream stream = new RandomStream(seed, "temporal-gradient");
    double[] beta = new double[components.steps()];
    double[] cosines = new double[draws];
    for (int k = 0; k < draws; k++) {
      SimplexWeights.DIRICHLET.draw(stream.at(k), beta, beta.length);
      components.combine(ALL, beta);
      double product = 0;
      double square = 0;
      double own = 0;
      for (Variable v : ALL) {
        View view = components.view(v);
        double[] g = parameters.gradients().toArray(view.offset(), view.size());
        for (int i = 0; i < g.length; i++) {
          double plain = gradient[view.offset() + i];
          product += plain * g[i];
          square += plain * plain;
          own += g[i] * g[i];
        }
      }
      cosines[k] = product / Math.sqrt(square * own);
    }
    return cosines;
  }
}
