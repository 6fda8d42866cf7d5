package dev.rondo.core.model;

import dev.rondo.core.cell.Cell;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.perturb.Perturbation;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs a network over a batch, forward and backward through time (paper 000, equations 3 to 5; paper 003, section 1.3.2). All
 * memory is taken at construction; nothing is allocated per batch but a few small objects.
 */
public final class Bptt {
  private final Network network;
  private final ParameterSet parameters;
  private final Kernels kernels;
  private final Tape tape;
  private final Map<String, Weight> weights = new LinkedHashMap<>();

  /**
   * @param perturbation null for none
   * @param trialSeed keys the perturbation's draws
   */
  public Bptt(
      Network network, ParameterSet parameters, Perturbation perturbation, long trialSeed, Tape.Capacity capacity,
      Kernels kernels, Memory memory) {
    this.network = network;
    this.parameters = parameters;
    this.kernels = kernels;
    this.tape = new Tape(memory, capacity, network.H(), network.O());
    for (View v : parameters.views()) {
      if (v.group() != Group.BIAS && !network.cell().carriesVariances()) {
        Perturbation own = perturbation != null && perturbation.perturbs(v.group()) ? perturbation : null;
        weights.put(v.name(), new Weight(parameters, v.name(), own, trialSeed, capacity, kernels, memory));
      }
    }
    Cell.Site site = new Cell.Site(parameters, Map.copyOf(weights), kernels, tape, capacity, memory, network.H());
    network.cell().bind(site);
    network.readout().bind(site);
  }

  public ParameterSet parameters() {
    return parameters;
  }

  public Tape tape() {
    return tape;
  }

  /** Summed loss of a batch (not yet divided by its count) with clean weights. */
  public double evaluate(Batch batch) {
    weights.values().forEach(Weight::useClean);
    forward(batch);
    return loss(batch, false);
  }

  /**
   * Mean loss of a batch as training sees it; sets the gradients of all parameters.
   *
   * @param epoch with {@code number} keys the perturbation's draws: the same two give the same draws
   */
  public double gradient(Batch batch, long epoch, long number) {
    weights.values().forEach(w -> w.perturb(epoch, number, batch.T(), batch.B()));
    forward(batch);
    double sum = loss(batch, true);
    backward(batch);
    return sum / batch.count();
  }

  private void forward(Batch batch) {
    int T = batch.T();
    int B = batch.B();
    tape.T = T;
    tape.B = B;
    kernels.fill(tape.states, 0, B * network.H(), 0);
    network.cell().forward(batch.inputs(), T, B);
    network.readout().forward(T, B);
  }

  private double loss(Batch batch, boolean withSlope) {
    return kernels.loss(
        network.loss(), batch.T() * batch.B(), network.O(), tape.outputs, 0, batch.targets(), batch.targetsAt(),
        batch.weights(), withSlope, 1 / batch.count());
  }

  private void backward(Batch batch) {
    network.readout().backward(batch.T(), batch.B());
    network.cell().backward(batch.inputs(), batch.T(), batch.B());
  }
}
