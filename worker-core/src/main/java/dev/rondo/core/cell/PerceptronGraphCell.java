package dev.rondo.core.cell;

import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape;
import dev.rondo.spec.Params;
import java.util.Arrays;

/**
 * A general graph of perceptrons: phi_j = f(a_j), a_j = sum_l w_jl phi_l + b_j, over the units l that are connected to unit j (paper
 * 003, sections 1.1 and 1.4). A graph may have circles, so its values are found in time: at every step all units take their new
 * values at once, from the inputs of the step and the units' values before it, and what leads through n units takes n steps. The
 * input units are the network's inputs, and the readout sees every unit.
 *
 * <p>What the {@link PerceptronGraph graph} lacks stays 0 whatever trains or perturbs the weights; initialisers draw whole weights
 * first. With threshold units, sigma_tau(a) = 1 where a is above tau, every slope before them is 0: weights and biases of the
 * graph keep their initial values, the biases -tau, and the readout alone learns.
 */
public final class PerceptronGraphCell implements Cell {
  private final ElmanCell units;
  private final PerceptronGraph graph;
  private final double threshold; // tau; 0 for other units

  PerceptronGraphCell(Params settings) {
    units = new ElmanCell(settings);
    graph = PerceptronGraph.of(settings);
    threshold = settings.text("activation").equals("threshold") ? settings.number("threshold") : 0;
  }

  @Override
  public void declare(ParameterSet.Builder parameters, int D, int H) {
    parameters
        .addMasked(ElmanCell.INPUT, Group.INPUT, D, H, graph.fromInputs(D, H))
        .addMasked(ElmanCell.RECURRENT, Group.RECURRENT, H, H, graph.betweenUnits(H))
        .add(ElmanCell.BIAS, Group.BIAS, 1, H);
  }

  @Override
  public void initialize(ParameterSet.Scope parameters, long trialSeed) {
    View bias = parameters.view(ElmanCell.BIAS);
    double[] start = new double[bias.size()];
    Arrays.fill(start, -threshold);
    parameters.values().put(bias.offset(), start);
  }

  @Override
  public long bytes(Tape.Capacity capacity, int D, int H, int numberBytes) {
    return units.bytes(capacity, D, H, numberBytes);
  }

  @Override
  public void bind(Site site) {
    units.bind(site);
  }

  @Override
  public void forward(Inputs x, int T, int B) {
    units.forward(x, T, B);
  }

  @Override
  public void backward(Inputs x, int T, int B) {
    units.backward(x, T, B);
  }
}
