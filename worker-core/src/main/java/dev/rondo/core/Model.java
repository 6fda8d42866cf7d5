package dev.rondo.core;

import dev.rondo.core.cell.ReadoutLayer;
import dev.rondo.core.cell.TemporalComponents;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.front.Front;
import dev.rondo.core.init.Initializer;
import dev.rondo.core.model.Network;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape.Capacity;
import dev.rondo.core.optim.Manifold;
import dev.rondo.core.optim.Optimizer;
import dev.rondo.core.penalty.Penalty;
import dev.rondo.core.perturb.Perturbation;
import dev.rondo.core.probe.Probes;
import dev.rondo.core.random.RandomStream;
import dev.rondo.core.task.BatchBuilder;
import dev.rondo.core.task.Task;
import dev.rondo.spec.Params;
import dev.rondo.spec.TrialConfig;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The components of one trial, made from its settings and fitted to its task; no memory of theirs is taken yet.
 *
 * @param perturbation null for none
 * @param penalty null for none
 */
public record Model(
    TrialConfig config, Params params, Task task, Network network, Perturbation perturbation, Penalty penalty,
    Optimizer optimizer, Map<Group, Initializer> initializers, Precision precision, Capacity capacity) {

  /** @throws IllegalArgumentException when components do not fit together */
  public static Model of(TrialConfig config, Task task) {
    Params params = Params.of(config);
    Network network = Network.of(params.at("model"), task.data().inputs(), task.data().outputs(), task.loss());
    Perturbation perturbation = Perturbation.Kind.of(params.at("perturbation"));
    if (perturbation != null && network.carriesVariances()) {
      throw new IllegalArgumentException(
          "perturbation.kind = " + params.text("perturbation.kind") + " with model.cell.kind = " + params.text("model.cell.kind")
              + ": this network already propagates its own noise, as variances; set perturbation.kind = none");
    }
    if (perturbation != null && network.layout().views().stream().noneMatch(v -> perturbation.perturbs(v.group()))) {
      throw new IllegalArgumentException(
          "perturbation.target = " + params.text("perturbation.target") + " with model.cell.kind = "
              + params.text("model.cell.kind") + ": this network has no such weights; set perturbation.target = feedforward,"
              + " or perturbation.kind = none");
    }
    checkNoise(params, network, perturbation);
    checkInputs(params, task, network, perturbation);
    Map<Group, Initializer> initializers = new EnumMap<>(Group.class);
    initializers.put(Group.INPUT, Initializer.Kind.of(params.at("init.input")));
    initializers.put(Group.RECURRENT, Initializer.Kind.of(params.at("init.recurrent")));
    initializers.put(Group.OUTPUT, Initializer.Kind.of(params.at("init.output")));
    for (View v : network.layout().views()) {
      if (v.group().isWeight()) {
        try {
          initializers.get(v.group()).check(v.rows(), v.blockCols());
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException("init." + v.group().name().toLowerCase(Locale.ROOT) + ": " + e.getMessage(), e);
        }
      }
    }
    Penalty penalty = Penalty.Kind.of(params.at("penalty"));
    if (penalty != null) {
      penalty.bind(network);
    }
    Model model = new Model(
        config, params, task, penalty != null && penalty.watchesSlopes() ? network.withStateSlopes() : network, perturbation, penalty,
        Manifold.over(Optimizer.Kind.of(params.at("optimizer")), params, network),
        initializers,
        Precision.valueOf(params.text("train.dtype").toUpperCase(Locale.ROOT)),
        BatchBuilder.capacity(task, params.integer("train.batch")));
    if (model.optimizer.closedForm()) {
      model.checkClosedForm();
    }
    if (model.optimizer.usesComponents()) {
      model.checkComponents();
    }
    if (model.optimizer.usesCurvature()) {
      model.checkCurvature();
    }
    new Probes(params.at("probes")).check(model);
    model.estimate();
    return model;
  }

  /** A closed form fits linear outputs to clean states, and knows no term but the squared error. */
  private void checkClosedForm() {
    String kind = "optimizer.kind = " + params.text("optimizer.kind");
    if (network.loss() != Loss.SQUARED || network.carriesVariances()) {
      throw new IllegalArgumentException(
          kind + " with model.readout.kind = " + params.text("model.readout.kind") + " and model.cell.kind = "
              + params.text("model.cell.kind") + ": a closed form fits linear outputs of states that are numbers, and these are"
              + " not; set model.readout.kind = linear, or train by gradients");
    }
    for (String slot : List.of("perturbation", "penalty", "model.input-noise", "model.dropout", "manifold", "schedule")) {
      if (!params.isNone(slot + ".kind")) {
        throw new IllegalArgumentException(
            kind + " with " + slot + ".kind = " + params.text(slot + ".kind") + ": it would have no effect on a closed form; set "
                + slot + ".kind = none");
      }
    }
  }

  /** The gradient of one clean layer is a sum over steps; what else adds to a gradient belongs to no step. */
  private void checkComponents() {
    String kind = "optimizer.kind = " + params.text("optimizer.kind");
    if (!network.layers().get(0).cell().hasComponents()) {
      throw new IllegalArgumentException(
          kind + " with model.cell.kind = " + params.text("model.cell.kind") + ": it needs the gradient of each step, which only the"
              + " cell elman gives; set model.cell.kind = elman, or another optimizer.kind");
    }
    if (network.layers().size() > 1) {
      throw new IllegalArgumentException(
          kind + " with model.layers = " + network.layers().size() + ": its direction is that of one layer; set model.layers = 1, or"
              + " another optimizer.kind");
    }
    for (String slot : List.of("perturbation", "penalty", "manifold")) {
      if (!params.isNone(slot + ".kind")) {
        throw new IllegalArgumentException(
            kind + " with " + slot + ".kind = " + params.text(slot + ".kind") + ": its direction is made of what the steps of time add"
                + " to the gradient of clean weights; set " + slot + ".kind = none, or another optimizer.kind");
      }
    }
    if (network.front() == null && BatchBuilder.sparseOnly(task)) {
      throw new IllegalArgumentException(
          kind + " with the " + task.data().inputs() + " inputs of task.kind = " + task.kind() + ": they are too many for the norms of"
              + " each step's gradient; set model.front.kind = embedding, or another optimizer.kind");
    }
  }

  /** Products with the curvature are those of clean networks whose cells follow directions. */
  private void checkCurvature() {
    String kind = "optimizer.kind = " + params.text("optimizer.kind");
    if (network.layers().stream().anyMatch(layer -> !layer.cell().hasTangent())) {
      String activation = params.has("model.cell.activation") ? " and activation = " + params.text("model.cell.activation") : "";
      throw new IllegalArgumentException(
          kind + " with model.cell.kind = " + params.text("model.cell.kind") + activation + ": it needs products with the curvature,"
              + " which only the cell elman with tanh, logistic, relu or identity gives; set model.cell.kind = elman, or another"
              + " optimizer.kind");
    }
    if (network.layers().get(0).initialState().learned()) {
      throw new IllegalArgumentException(
          kind + " with model.initial-state.kind = learned: the curvature is that of weights and biases; set model.initial-state.kind"
              + " = zero, or another optimizer.kind");
    }
    for (String slot : List.of(
        "model.front", "perturbation", "penalty", "model.input-noise", "model.dropout", "manifold", "schedule")) {
      if (!params.isNone(slot + ".kind")) {
        throw new IllegalArgumentException(
            kind + " with " + slot + ".kind = " + params.text(slot + ".kind") + ": the curvature is that of the clean loss, and the"
                + " length of a step follows from it; set " + slot + ".kind = none, or another optimizer.kind");
      }
    }
    if (!params.isNone("train.clip")) {
      throw new IllegalArgumentException(
          kind + " with train.clip = " + params.text("train.clip") + ": its steps follow from the whole gradient; set train.clip = none");
    }
  }

  private static void checkNoise(Params params, Network network, Perturbation perturbation) {
    for (Group group : Group.values()) {
      if (perturbation != null && perturbation.perturbs(group) && !network.layers().get(0).cell().takesNoiseOn(group)) {
        throw new IllegalArgumentException(
            "perturbation.target = " + params.text("perturbation.target") + " with model.cell.kind = "
                + params.text("model.cell.kind") + ": noise on its " + group.name().toLowerCase(Locale.ROOT)
                + " weights is not defined; set another perturbation.target, or perturbation.kind = none");
      }
    }
  }

  private static void checkInputs(Params params, Task task, Network network, Perturbation perturbation) {
    if (network.front() != null) {
      network.front().check(task.data());
    }
    boolean takesSparse = network.front() == null
        ? !network.carriesVariances() && !network.readsInputs() && (perturbation == null || !perturbation.perturbs(Group.INPUT))
        : network.front().takesSparse();
    if (!takesSparse && BatchBuilder.sparseOnly(task)) {
      throw new IllegalArgumentException(
          "the " + task.data().inputs() + " inputs of task.kind = " + task.kind() + " are too many for noise on input weights,"
              + " noise on inputs, dropped inputs, readouts of inputs, cells that carry variances and convolutions; set model.front.kind ="
              + " embedding");
    }
  }

  /** Sets the initial values: weights and the output bias as the settings say, others zero unless their cell wants it otherwise. */
  public void initialize(ParameterSet parameters) {
    for (View v : parameters.views()) {
      parameters.values().put(v.offset(), v.group().isWeight() ? connected(v, initialWeight(v)) : new double[v.size()]);
    }
    for (Network.Layer layer : network.layers()) {
      layer.cell().initialize(new ParameterSet.Scope(parameters, layer.prefix()), config.seed());
    }
    if (network.front() != null) {
      network.front().initialize(
          new ParameterSet.Scope(parameters, Front.PREFIX), task.data(), new RandomStream(config.seed(), "init.front"));
    }
    View bias = parameters.view(ReadoutLayer.BIAS);
    double[] values = new double[bias.size()];
    Arrays.fill(values, params.number("init.output-bias"));
    parameters.values().put(bias.offset(), values);
  }

  /** What evaluation multiplies a weight by, where noise or dropout scales it. */
  public double evaluationScale(View v) {
    double scale = network.evaluationScale(v);
    return perturbation != null && perturbation.perturbs(v.group()) ? scale * perturbation.evaluationScale() : scale;
  }

  private static double[] connected(View v, double[] weight) {
    for (int i = 0; v.mask() != null && i < weight.length; i++) {
      weight[i] *= v.mask()[i];
    }
    return weight;
  }

  /** Each block is drawn by itself, from a stream of its own. */
  private double[] initialWeight(View v) {
    Initializer initializer = initializers.get(v.group());
    if (v.blocks() == 1) {
      return initializer.fill(v.rows(), v.cols(), new RandomStream(config.seed(), "init." + v.name()));
    }
    double[] weight = new double[v.size()];
    int width = v.blockCols();
    for (int k = 0; k < v.blocks(); k++) {
      double[] block = initializer.fill(v.rows(), width, new RandomStream(config.seed(), "init." + v.name() + "." + k));
      for (int i = 0; i < v.rows(); i++) {
        System.arraycopy(block, i * width, weight, i * v.cols() + k * width, width);
      }
    }
    return weight;
  }

  /**
   * What this trial will cost.
   *
   * @throws IllegalArgumentException when a tensor would be too large
   */
  public Estimate estimate() {
    int numberBytes = precision.bytes();
    long parameters = network.layout().size();
    long bytes = network.bytes(capacity, perturbation, numberBytes)
        + BatchBuilder.bytes(task, capacity, numberBytes)
        // The optimizer's memory and the best parameters so far.
        + parameters * numberBytes * (optimizer.stateVectors() + 1L)
        + optimizer.bytes(network.layout())
        + (optimizer.usesComponents() ? TemporalComponents.bytes(capacity, network.H(), numberBytes) : 0)
        + (optimizer.usesCurvature() ? network.curvatureBytes(capacity, numberBytes) : 0)
        + (penalty == null ? 0 : penalty.bytes(capacity, network.H(), numberBytes))
        + new Probes(params.at("probes")).bytes(this);
    double flops = network.trainingFlops() * task.train().rows() + network.forwardFlops() * task.valid().rows();
    long dataBytes = task.data().bytes();
    return new Estimate(parameters, flops, bytes, dataBytes);
  }
}
