package dev.rondo.core.model;

import dev.rondo.core.cell.Cell;
import dev.rondo.core.cell.InitialState;
import dev.rondo.core.cell.ReadoutLayer;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.front.Front;
import dev.rondo.core.model.Network.Layer;
import dev.rondo.core.model.ParameterSet.Scope;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.perturb.Perturbation;
import dev.rondo.core.random.RandomStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
  private final List<Weight> weights = new ArrayList<>();

  /** What goes into the lowest layer. */
  private Inputs lowest;

  /**
   * @param perturbation null for none
   * @param trialSeed keys the perturbation's draws, and those of initial states
   */
  public Bptt(
      Network network, ParameterSet parameters, Perturbation perturbation, long trialSeed, Tape.Capacity capacity,
      Kernels kernels, Memory memory) {
    this.network = network;
    this.parameters = parameters;
    this.kernels = kernels;
    int H = network.H();
    this.tape = new Tape(memory, capacity, network.layers().size(), H, network.O(), network.learnsInitialStates());
    Map<String, Weight> byName = new HashMap<>();
    for (View v : parameters.views()) {
      if (v.group().isWeight() && !network.carriesVariances()) {
        Perturbation own = perturbation != null && perturbation.perturbs(v.group()) ? perturbation : null;
        Weight weight = new Weight(parameters, v, own, trialSeed, capacity, kernels, memory);
        weights.add(weight);
        byName.put(v.name(), weight);
      }
    }
    Front front = network.front();
    if (front != null) {
      front.bind(new Front.Site(new Scope(parameters, Front.PREFIX), kernels, capacity, memory, network.D()));
    }
    Tensor inputSlopes = front == null ? null : front.slopes();
    for (int i = 0; i < network.layers().size(); i++) {
      Layer layer = network.layers().get(i);
      LayerTape layerTape = tape.layers().get(i);
      Scope scope = new Scope(parameters, layer.prefix());
      layer.cell().bind(new Cell.Site(
          scope, within(byName, layer.prefix()), kernels, layerTape, inputSlopes, capacity, memory, H));
      RandomStream stream = new RandomStream(trialSeed, "initial-state." + layer.prefix());
      layer.initialState().bind(new InitialState.Site(scope, layerTape, kernels, stream, capacity.batch(), H));
      inputSlopes = layerTape.slopes();
    }
    network.readout().bind(new ReadoutLayer.Site(
        new Scope(parameters, ""), byName, kernels, tape.top(), tape.outputs(), capacity, memory, H));
  }

  /** The weights whose names begin with a prefix, by the rest of their names. */
  private static Map<String, Weight> within(Map<String, Weight> weights, String prefix) {
    Map<String, Weight> own = new HashMap<>();
    weights.forEach((name, weight) -> {
      if (name.startsWith(prefix)) {
        own.put(name.substring(prefix.length()), weight);
      }
    });
    return own;
  }

  public ParameterSet parameters() {
    return parameters;
  }

  public Tape tape() {
    return tape;
  }

  /** Summed loss of a batch (not yet divided by its count) with clean weights; the tape's outputs stay as they are. */
  public double evaluate(Batch batch) {
    weights.forEach(Weight::useClean);
    network.layers().forEach(layer -> layer.initialState().fillForEvaluation(batch.B()));
    forward(batch);
    return loss(batch, false);
  }

  /**
   * Mean loss of a batch as training sees it; sets the gradients of all parameters.
   *
   * @param epoch with {@code number} keys the perturbation's draws: the same two give the same draws
   */
  public double gradient(Batch batch, long epoch, long number) {
    weights.forEach(w -> w.perturb(epoch, number, batch.T(), batch.B()));
    network.layers().forEach(layer -> layer.initialState().fillForTraining(epoch, number, batch.B()));
    forward(batch);
    double sum = loss(batch, true);
    backward(batch);
    return sum / batch.count();
  }

  private void forward(Batch batch) {
    tape.T = batch.T();
    tape.B = batch.B();
    Front front = network.front();
    lowest = front == null ? batch.inputs() : front.forward(batch.inputs(), batch.T(), batch.B());
    for (int i = 0; i < network.layers().size(); i++) {
      network.layers().get(i).cell().forward(inputs(batch, i), batch.T(), batch.B());
    }
    network.readout().forward(batch.T(), batch.B());
  }

  /** What goes into a layer: the batch's inputs or what the front makes of them, or the states of the layer below after each step. */
  private Inputs inputs(Batch batch, int layer) {
    return layer == 0 ? lowest : new Inputs(tape.layers().get(layer - 1).states(), batch.B() * network.H(), null);
  }

  private double loss(Batch batch, boolean withSlope) {
    return kernels.loss(
        network.loss(), batch.T() * batch.B(), network.O(), tape.outputs(), 0, batch.targets(), batch.targetsAt(),
        batch.weights(), withSlope, 1 / batch.count());
  }

  private void backward(Batch batch) {
    network.readout().backward(batch.T(), batch.B());
    for (int i = network.layers().size() - 1; i >= 0; i--) {
      network.layers().get(i).cell().backward(inputs(batch, i), batch.T(), batch.B());
      network.layers().get(i).initialState().backward(batch.B());
    }
    if (network.front() != null) {
      network.front().backward(batch.inputs(), batch.T(), batch.B());
    }
  }
}
