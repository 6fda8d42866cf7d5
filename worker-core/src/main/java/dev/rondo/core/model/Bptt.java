package dev.rondo.core.model;

import dev.rondo.core.cell.Cell;
import dev.rondo.core.cell.InitialState;
import dev.rondo.core.cell.ReadoutLayer;
import dev.rondo.core.cell.TemporalComponents;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.front.Front;
import dev.rondo.core.model.Network.Layer;
import dev.rondo.core.model.ParameterSet.Scope;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.perturb.Perturbation;
import dev.rondo.core.perturb.UnitDropout.Place;
import dev.rondo.core.random.RandomStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

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
  /** What goes into each layer with its dropped units, and last what the readout reads; null where none are. */
  private final DroppedUnits[] dropped;

  /** Null for none. */
  private final NoisyInputs noisy;

  /** What goes into the lowest layer. */
  private Inputs lowest;

  /** Null where nobody asks. */
  private TemporalComponents components;

  /** Null where nobody asks. */
  private GaussNewton curvature;

  /**
   * @param perturbation null for none
   * @param trialSeed keys the perturbation's draws, and those of initial states and cells
   */
  public Bptt(
      Network network, ParameterSet parameters, Perturbation perturbation, long trialSeed, Tape.Capacity capacity,
      Kernels kernels, Memory memory) {
    this.network = network;
    this.parameters = parameters;
    this.kernels = kernels;
    int H = network.H();
    this.tape = new Tape(memory, capacity, network.layers().size(), H, network.O(), network.keptSlopes());
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
    dropped = dropped(trialSeed, capacity, memory);
    noisy = network.inputNoise() == null ? null : new NoisyInputs(
        network.inputNoise(), new RandomStream(trialSeed, "input-noise"), network.lowestInputs(), capacity, kernels, memory);
    Tensor inputSlopes = front == null ? null : front.slopes();
    for (int i = 0; i < network.layers().size(); i++) {
      Layer layer = network.layers().get(i);
      LayerTape layerTape = tape.layers().get(i);
      Scope scope = new Scope(parameters, layer.prefix());
      layer.cell().bind(new Cell.Site(
          scope, within(byName, layer.prefix()), kernels, layerTape, inputSlopes, capacity, memory,
          new RandomStream(trialSeed, "cell." + layer.prefix()), H));
      RandomStream stream = new RandomStream(trialSeed, "initial-state." + layer.prefix());
      layer.initialState().bind(new InitialState.Site(scope, layerTape, kernels, stream, capacity.batch(), H));
      inputSlopes = layerTape.slopes();
    }
    DroppedUnits read = dropped[dropped.length - 1];
    LayerTape top = read == null ? tape.top() : new LayerTape(read.values(), tape.top().slopes(), null, null);
    network.readout().bind(new ReadoutLayer.Site(
        new Scope(parameters, ""), byName, kernels, top, tape.outputs(), capacity, memory, H));
  }

  private DroppedUnits[] dropped(long trialSeed, Tape.Capacity capacity, Memory memory) {
    int layers = network.layers().size();
    DroppedUnits[] all = new DroppedUnits[layers + 1];
    for (int i = 0; i <= layers; i++) {
      Place place = i == 0 ? Place.INPUTS : i < layers ? Place.BETWEEN_LAYERS : Place.OUTPUT;
      if (network.drops(place)) {
        RandomStream stream = new RandomStream(trialSeed, "unit-dropout." + i);
        int width = i == 0 ? network.lowestInputs() : network.H();
        // The readout finds the states behind the initial one.
        int lead = place == Place.OUTPUT ? capacity.batch() : 0;
        all[i] = new DroppedUnits(network.dropout(), stream, width, lead, capacity, kernels, memory);
      }
    }
    return all;
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
    evaluationForward(batch);
    return loss(batch, false);
  }

  private void evaluationForward(Batch batch) {
    for (Layer layer : network.layers()) {
      layer.initialState().fillForEvaluation(batch.B());
      layer.cell().prepareEvaluation();
    }
    lowest = cleanInputs(batch);
    forward(batch, (layer, x, xAt, at) -> dropped[layer].evaluate(x, xAt, at, batch.T() * batch.B()));
  }

  /**
   * Mean loss of a batch as evaluation sees it; sets the gradients of all parameters. For a network without perturbation and
   * {@link Network#forProbes for probes}.
   */
  public double evaluationGradient(Batch batch) {
    weights.forEach(w -> w.perturb(0, 0, batch.T(), batch.B()));
    evaluationForward(batch);
    double sum = loss(batch, true);
    backward(batch);
    return sum / batch.count();
  }

  /**
   * The same for one number of the state that each layer ends with, in place of the loss: sets {@link LayerTape#initialSlopes} of
   * every layer to the slopes of its own number by its own initial state.
   *
   * @param unit which number of the state, below H
   * @param last of each sequence, the step after which the state is meant, from 0
   */
  public void evaluationGradient(Batch batch, int unit, int[] last) {
    weights.forEach(w -> w.perturb(0, 0, batch.T(), batch.B()));
    evaluationForward(batch);
    for (int i = network.layers().size() - 1; i >= 0; i--) {
      // What the layer above sent down is written over.
      Tensor slopes = tape.layers().get(i).slopes();
      kernels.fill(slopes, 0, batch.T() * batch.B() * network.H(), 0);
      for (int b = 0; b < batch.B(); b++) {
        slopes.set((last[b] * batch.B() + b) * network.H() + unit, 1);
      }
      network.layers().get(i).cell().backward(inputs(batch, i), batch.T(), batch.B());
    }
  }

  /** What the readout sees of a batch with clean weights, until the next pass; its outputs must be linear in that. */
  public ReadoutPass readoutPass(Batch batch) {
    double loss = evaluate(batch) / batch.count();
    return new ReadoutPass(batch, network.readout().features(batch.B()), loss);
  }

  /**
   * Mean loss of a batch as training sees it; sets the gradients of all parameters.
   *
   * @param epoch with {@code number} keys the perturbation's draws: the same two give the same draws
   */
  public double gradient(Batch batch, long epoch, long number) {
    trainingForward(batch, epoch, number);
    double sum = loss(batch, true);
    backward(batch);
    return sum / batch.count();
  }

  private void trainingForward(Batch batch, long epoch, long number) {
    weights.forEach(w -> w.perturb(epoch, number, batch.T(), batch.B()));
    for (Layer layer : network.layers()) {
      layer.initialState().fillForTraining(epoch, number, batch.B());
      layer.cell().prepareTraining(epoch, number, batch.T(), batch.B());
    }
    int rows = batch.T() * batch.B();
    lowest = noisy == null ? cleanInputs(batch) : noisy.of(cleanInputs(batch), rows, epoch, number);
    forward(batch, (layer, x, xAt, at) -> dropped[layer].train(x, xAt, at, rows, epoch, number));
  }

  /** Mean loss of a batch as training sees it, without slopes. */
  public double trainingLoss(Batch batch, long epoch, long number) {
    trainingForward(batch, epoch, number);
    return loss(batch, false) / batch.count();
  }

  /** Takes the memory for {@link #gaussNewton}, once; all cells must have tangents. */
  public void keepCurvature(Tape.Capacity capacity, Memory memory) {
    curvature = new GaussNewton(network, parameters, tape, capacity, kernels, memory);
  }

  /** Gets ready for {@link #gaussNewton} at the current values of the parameters. */
  public void linearise(Batch batch, long epoch, long number) {
    trainingForward(batch, epoch, number);
    curvature.at(batch);
  }

  /**
   * Sets the gradients to the product of the Gauss-Newton matrix of the batch's mean loss with a direction, where the network was
   * linearised (paper 003, section 2.2.2).
   *
   * @param structural the matrix has so many times that of half the squared change of the states as well (equation 2.27)
   */
  public void gaussNewton(Batch batch, Tensor direction, double structural) {
    curvature.follow(batch, lowest, direction);
    int n = batch.T() * batch.B() * network.H();
    backward(batch, layer -> {
      if (structural != 0) {
        Tensor change = curvature.change(layer);
        kernels.axpy(structural / batch.count(), change, batch.B() * network.H(), tape.layers().get(layer).slopes(), 0, n);
      }
    });
  }

  /** Takes the memory for {@link #components}, once; the lowest cell must have them. */
  public void keepComponents() {
    components = network.layers().get(0).cell().components();
  }

  /** The last {@link #gradient} of the lowest layer step by step, once after each. */
  public TemporalComponents components(Batch batch) {
    return components.of(inputs(batch, 0), batch.T(), batch.B());
  }

  /** What goes into the lowest layer without noise: the batch's inputs, or what the front makes of them. */
  private Inputs cleanInputs(Batch batch) {
    Front front = network.front();
    return front == null ? batch.inputs() : front.forward(batch.inputs(), batch.T(), batch.B());
  }

  /** Makes the copy with dropped units of what goes into a layer, x from {@code xAt} on; it begins at {@code at}. */
  @FunctionalInterface
  private interface Dropper {
    void drop(int layer, Tensor x, int xAt, int at);
  }

  private void forward(Batch batch, Dropper dropper) {
    tape.T = batch.T();
    tape.B = batch.B();
    int layers = network.layers().size();
    for (int i = 0; i < layers; i++) {
      if (dropped[i] != null) {
        Inputs x = whole(batch, i);
        dropper.drop(i, x.values(), x.at(), 0);
      }
      network.layers().get(i).cell().forward(inputs(batch, i), batch.T(), batch.B());
    }
    if (dropped[layers] != null) {
      Inputs h = whole(batch, layers);
      dropper.drop(layers, h.values(), h.at(), h.at());
    }
    network.readout().forward(batch.T(), batch.B());
  }

  /** What goes into a layer. */
  private Inputs inputs(Batch batch, int layer) {
    return dropped[layer] == null ? whole(batch, layer) : new Inputs(dropped[layer].values(), 0, null);
  }

  /** The same before units are dropped: {@link #lowest}, or the states of the layer below. */
  private Inputs whole(Batch batch, int layer) {
    return layer == 0 ? lowest : new Inputs(tape.layers().get(layer - 1).states(), batch.B() * network.H(), null);
  }

  private double loss(Batch batch, boolean withSlope) {
    return kernels.loss(
        network.loss(), batch.T() * batch.B(), network.O(), tape.outputs(), 0, batch.targets(), batch.targetsAt(),
        batch.weights(), withSlope, 1 / batch.count());
  }

  private void backward(Batch batch) {
    backward(batch, layer -> { });
  }

  /** @param reached is told of each layer when all slopes from above are there */
  private void backward(Batch batch, IntConsumer reached) {
    int rows = batch.T() * batch.B();
    int layers = network.layers().size();
    network.readout().backward(batch.T(), batch.B());
    if (dropped[layers] != null) {
      dropped[layers].backward(tape.top().slopes(), 0, rows);
    }
    for (int i = layers - 1; i >= 0; i--) {
      reached.accept(i);
      network.layers().get(i).cell().backward(inputs(batch, i), batch.T(), batch.B());
      Tensor below = i > 0 ? tape.layers().get(i - 1).slopes() : network.front() == null ? null : network.front().slopes();
      if (dropped[i] != null && below != null) {
        dropped[i].backward(below, 0, rows);
      }
      network.layers().get(i).initialState().backward(batch.B());
    }
    if (network.front() != null) {
      network.front().backward(batch.inputs(), batch.T(), batch.B());
    }
  }
}
