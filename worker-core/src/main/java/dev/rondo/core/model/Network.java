package dev.rondo.core.model;

import dev.rondo.core.cell.Cell;
import dev.rondo.core.cell.InitialState;
import dev.rondo.core.cell.ReadoutLayer;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.front.Front;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.perturb.InputNoise;
import dev.rondo.core.perturb.Perturbation;
import dev.rondo.core.perturb.UnitDropout;
import dev.rondo.core.perturb.UnitDropout.Place;
import dev.rondo.spec.Params;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a network is: perhaps a front that turns the inputs into others, layers of cells, each over the states of the one below,
 * and a readout of the highest to O outputs under a loss (paper 002, equations 1 and 2; paper 003, section 2.1.4). {@link Bptt} runs it.
 *
 * @param front null for none
 * @param layers from the lowest to the highest
 * @param inputNoise on what goes into the lowest layer; null for none
 * @param dropout of units on the connections between layers; null for none
 * @param D inputs
 * @param H numbers in the state of each layer: its hidden units, and others where its cell has them ({@link Cell#width})
 * @param O outputs
 * @param watched whether the tape keeps the slopes by all states, for probes and penalties
 */
public record Network(
    Front front, List<Layer> layers, ReadoutLayer readout, Loss loss, InputNoise inputNoise, UnitDropout dropout, int D, int H,
    int O, ParameterSet.Builder layout, boolean watched) {
  /**
   * One layer.
   *
   * @param prefix of the names of its parameters
   */
  public record Layer(String prefix, Cell cell, InitialState initialState) {}

  /** The network of the settings below {@code model}, between D inputs and O outputs. */
  public static Network of(Params model, int D, int O, Loss taskLoss) {
    Loss loss = Readout.valueOf(model.at("readout").kind().toUpperCase(Locale.ROOT)).loss(taskLoss);
    int H = 0;
    ParameterSet.Builder layout = new ParameterSet.Builder();
    Front front = Front.Kind.of(model.at("front"));
    int E = front == null ? D : front.outputs(D);
    if (front != null) {
      front.declare(layout.scope(Front.PREFIX), D);
    }
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < model.integer("layers"); i++) {
      Layer layer = new Layer(
          prefix(i), Cell.Kind.of(model.at("cell")), InitialState.Kind.of(model.at("initial-state")));
      H = layer.cell.width(model.integer("hidden"));
      layout.scope(layer.prefix);
      layer.cell.declare(layout, i == 0 ? E : H, H);
      layer.initialState.declare(layout, H);
      layers.add(layer);
    }
    Cell top = layers.get(layers.size() - 1).cell;
    int width = top.readoutWidth(layers.size() == 1 ? E : H, H);
    layout.scope("").add(ReadoutLayer.WEIGHT, Group.OUTPUT, width, O).add(ReadoutLayer.BIAS, Group.BIAS, 1, O);
    UnitDropout dropout = UnitDropout.Kind.of(model.at("dropout"));
    check(model, top);
    checkDropout(model, dropout, top, width > H);
    InputNoise noise = InputNoise.Kind.of(model.at("input-noise"));
    return new Network(front, List.copyOf(layers), top.readout(loss), loss, noise, dropout, D, H, O, layout, false);
  }

  /** Of the layer at an index; the lowest has none, as if it were alone. */
  private static String prefix(int index) {
    return index == 0 ? "" : "layer" + (index + 1) + ".";
  }

  /** The same, before any {@link Bptt} has it, with slopes by all states on its tape, no units dropped and no noise on inputs. */
  public Network forProbes() {
    return new Network(front, layers, readout, loss, null, null, D, H, O, layout, true);
  }

  /** The same, before any {@link Bptt} has it, with slopes by all states on its tape. */
  public Network withStateSlopes() {
    return new Network(front, layers, readout, loss, inputNoise, dropout, D, H, O, layout, true);
  }

  private static void check(Params model, Cell cell) {
    cell.check(model);
    String kind = model.text("cell.kind");
    if (cell.carriesVariances() && model.integer("layers") > 1) {
      throw new IllegalArgumentException(
          "model.layers = " + model.integer("layers") + " with model.cell.kind = " + kind + ": layers hand on states only, and"
              + " this cell has variances as well; set model.layers = 1");
    }
    if (cell.carriesVariances() && !model.at("front").isNone("kind")) {
      throw new IllegalArgumentException(
          "model.front.kind = " + model.text("front.kind") + " with model.cell.kind = " + kind + ": this cell has no slopes by its"
              + " inputs; set model.front.kind = none");
    }
    if (cell.carriesVariances() && !model.text("initial-state.kind").equals(InitialState.Kind.ZERO.text())) {
      throw new IllegalArgumentException(
          "model.initial-state.kind = " + model.text("initial-state.kind") + " with model.cell.kind = " + kind + ": the initial"
              + " state of this cell is a normal distribution (model.cell.initial-variance); set model.initial-state.kind = zero");
    }
  }

  private static void checkDropout(Params model, UnitDropout dropout, Cell cell, boolean expanded) {
    if (dropout != null && cell.carriesVariances()) {
      throw new IllegalArgumentException(
          "model.dropout.kind = " + model.text("dropout.kind") + " with model.cell.kind = " + model.text("cell.kind")
              + ": this network already propagates its own dropout, as variances; leave model.dropout out");
    }
    if (dropout != null && dropout.evaluationScale() != 1 && dropout.drops(Place.OUTPUT) && expanded) {
      throw new IllegalArgumentException(
          "model.dropout.scale = test with model.cell.expansion = " + model.text("cell.expansion") + ": not all that the readout"
              + " sees is dropped, so no factor of its weights makes up for it; set model.dropout.scale = inverted");
    }
  }

  /** Whether cells carry variances beside their states, and so propagate noise of their own: {@link Cell#carriesVariances}. */
  public boolean carriesVariances() {
    return layers.get(0).cell.carriesVariances();
  }

  /** Which slopes by states are wanted. */
  LayerTape.Kept keptSlopes() {
    return watched ? LayerTape.Kept.ALL : layers.get(0).initialState.learned() ? LayerTape.Kept.INITIAL : LayerTape.Kept.NONE;
  }

  /**
   * Floating-point operations of one row (one step of one sequence) forward, all products counted as dense, and twice where
   * variances go beside the means.
   */
  public double forwardFlops() {
    return frontFlops()
        + products() * layout.views().stream().filter(v -> v.group().isWeight()).mapToDouble(v -> 2.0 * v.size()).sum();
  }

  private int products() {
    return carriesVariances() ? 2 : 1;
  }

  /** The same with the backward pass: each weight's gradient, and the errors sent back, which inputs do not need. */
  public double trainingFlops() {
    return 3 * frontFlops() + products() * layout.views().stream()
        .filter(v -> v.group().isWeight())
        .mapToDouble(v -> (takesInputs(v) ? 4.0 : 6.0) * v.size())
        .sum();
  }

  private double frontFlops() {
    return front == null ? 0 : front.flops(D);
  }

  private boolean takesInputs(View v) {
    return front == null && v.group() == Group.INPUT && lowest(v);
  }

  /** Bytes of {@link Bptt#keepCurvature}. */
  public long curvatureBytes(Tape.Capacity capacity, int numberBytes) {
    return GaussNewton.bytes(this, capacity, numberBytes);
  }

  private boolean lowest(View v) {
    return layers.size() == 1 || !v.name().startsWith("layer");
  }

  /** Numbers that go into the lowest layer at each step: those of the inputs, or of what the front makes of them. */
  int lowestInputs() {
    return front == null ? D : front.outputs(D);
  }

  /** Whether anything but products reads the inputs of the lowest layer: noise, dropout, or the readout. */
  public boolean readsInputs() {
    return inputNoise != null || drops(Place.INPUTS)
        || layout.views().stream().anyMatch(v -> v.name().equals(ReadoutLayer.WEIGHT) && v.rows() > H);
  }

  /** Whether units are dropped there. */
  boolean drops(Place place) {
    return dropout != null && dropout.drops(place);
  }

  /** What dropout multiplies a weight by in evaluation. */
  public double evaluationScale(View v) {
    return dropout == null ? 1 : dropout.evaluationScale(v, lowest(v));
  }

  /** Bytes of native and Java memory that {@link Bptt} will hold for this network, parameters included. */
  public long bytes(Tape.Capacity capacity, Perturbation perturbation, int numberBytes) {
    long bytes = 2L * numberBytes * layout.size()
        + Tape.bytes(capacity, layers.size(), H, O, keptSlopes(), numberBytes);
    // The largest weight in double precision while it is initialised, and as scratch of the kernels that transpose it.
    bytes += layout.views().stream().mapToLong(View::size).max().orElse(0) * (2L * Double.BYTES + 2L * numberBytes);
    int E = lowestInputs();
    if (front != null) {
      bytes += front.bytes(capacity, D, numberBytes);
    }
    for (int i = 0; i < layers.size(); i++) {
      bytes += layers.get(i).cell.bytes(capacity, i == 0 ? E : H, H, numberBytes);
    }
    bytes += readout.bytes(capacity, H, O, numberBytes);
    if (inputNoise != null) {
      bytes += NoisyInputs.bytes(E, capacity, numberBytes);
    }
    if (drops(Place.INPUTS)) {
      bytes += DroppedUnits.bytes(E, 0, capacity, numberBytes);
    }
    if (drops(Place.BETWEEN_LAYERS)) {
      bytes += (layers.size() - 1) * DroppedUnits.bytes(H, 0, capacity, numberBytes);
    }
    if (drops(Place.OUTPUT)) {
      bytes += DroppedUnits.bytes(H, capacity.batch(), capacity, numberBytes);
    }
    if (carriesVariances()) {
      return bytes;
    }
    for (View v : layout.views()) {
      if (v.group().isWeight()) {
        boolean perturbed = perturbation != null && perturbation.perturbs(v.group());
        bytes += Weight.bytes(v, perturbed ? perturbation : null, capacity, numberBytes);
      }
    }
    return bytes;
  }
}
