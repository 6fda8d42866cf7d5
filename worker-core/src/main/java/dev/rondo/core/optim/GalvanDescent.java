package dev.rondo.core.optim;

import dev.rondo.core.cell.TemporalComponents;
import dev.rondo.core.cell.TemporalComponents.Variable;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.spec.Params;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A direction in which early steps of time count as much as late ones: theta := theta - alpha d, where d is sum_t beta_t c_t / ||c_t||
 * scaled to the gradient's norm, for the components c_t of the gradient by step and weights beta above 0 that add up to 1 (paper 003,
 * equations 3.3 to 3.5), and alpha is mu where d is short, less where it is long (equation 3.6). The components are those of the
 * recurrent layer; other parameters take the plain gradient. The thesis proves no descent: d may point away from the gradient.
 */
public final class GalvanDescent implements Optimizer {
  /** What a direction longer than the threshold c is multiplied by, beside mu. */
  private enum StepRule {
    CLIP,
    LITERAL,
    NONE;

    double factor(double norm, double c) {
      return this == NONE || norm <= c ? 1 : (this == CLIP ? c : 1) / norm;
    }
  }

  private final double baseRate;
  private double stepRate;
  private final SimplexWeights weights;
  private final StepRule rule;
  private final double threshold;
  /** Each has a direction of its own. */
  private final List<List<Variable>> blocks;
  private ParameterSet parameters;
  private Kernels kernels;
  private DirectionMonitor monitor;
  private double[] beta = {};

  GalvanDescent(Params p) {
    baseRate = p.number("step-rate");
    stepRate = baseRate;
    weights = SimplexWeights.valueOf(p.text("weights").toUpperCase(Locale.ROOT));
    rule = StepRule.valueOf(p.text("step-rule").toUpperCase(Locale.ROOT));
    threshold = p.number("threshold");
    blocks = p.text("variables").equals("joint")
        ? List.of(List.of(Variable.values()))
        : Stream.of(Variable.values()).map(List::of).toList();
  }

  @Override
  public int stateVectors() {
    return 1; // the monitor's
  }

  @Override
  public boolean usesComponents() {
    return true;
  }

  @Override
  public void bind(ParameterSet p, Kernels k, Memory memory) {
    parameters = p;
    kernels = k;
    monitor = new DirectionMonitor(p, k, memory);
  }

  @Override
  public double step(Objective objective) {
    double loss = objective.gradient();
    monitor.before();
    TemporalComponents components = objective.components();
    if (beta.length < components.steps()) {
      beta = new double[components.steps()];
    }
    weights.draw(objective.draws(), beta, components.steps());
    for (List<Variable> block : blocks) {
      direct(components, block);
    }
    double rate = stepRate * rule.factor(monitor.after(), threshold);
    kernels.axpy(-rate, parameters.gradients(), 0, parameters.values(), 0, parameters.size());
    return loss;
  }

  /** The gradient of a block becomes its direction. */
  private void direct(TemporalComponents components, List<Variable> block) {
    double norm = norm(components, block);
    components.combine(block, beta);
    double mixed = norm(components, block);
    for (Variable v : block) {
      View view = components.view(v);
      kernels.scale(mixed == 0 ? 0 : norm / mixed, parameters.gradients(), view.offset(), view.size());
    }
  }

  private double norm(TemporalComponents components, List<Variable> block) {
    double sum = 0;
    for (Variable v : block) {
      View view = components.view(v);
      sum += kernels.dot(parameters.gradients(), view.offset(), parameters.gradients(), view.offset(), view.size());
    }
    return Math.sqrt(sum);
  }

  @Override
  public void schedule(double factor) {
    stepRate = baseRate * factor;
  }

  @Override
  public double stepRate() {
    return stepRate;
  }

  @Override
  public DirectionMonitor directions() {
    return monitor;
  }

  @Override
  public List<Tensor> state() {
    return List.of(monitor.state());
  }
}
