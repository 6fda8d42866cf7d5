package dev.rondo.core;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Batch;
import dev.rondo.core.model.Bptt;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.optim.Optimizer;
import dev.rondo.core.perturb.Perturbation;
import dev.rondo.core.probe.Probes;
import dev.rondo.core.random.RandomStream;
import dev.rondo.core.task.BatchBuilder;
import dev.rondo.core.task.Split;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains one network: an epoch passes over the training batches in a new order and then measures the validation loss; the
 * parameters of the best epoch are kept, and the test loss is measured with them at the end.
 */
final class Trainer implements AutoCloseable {
  private final Model model;
  private final int batchSize;
  private final int epochs;
  private final int patience;
  private final double divergence;
  private final Memory memory;
  private final Kernels kernels;
  private final ParameterSet parameters;
  private final Tensor best;
  private final Bptt bptt;
  private final TrainingObjective objective;
  private final Optimizer optimizer;
  private final BatchBuilder batches;
  private final List<int[]> validGroups;
  private final RandomStream order;
  private final Probes probes;

  private final List<EpochRow> rows = new ArrayList<>();
  private Status status = Status.OK;
  private Failure failure;
  private int bestEpoch;
  private double bestValid = Double.POSITIVE_INFINITY;
  private double testLoss = Double.NaN;
  private long rowsTrained;

  Trainer(Model model) {
    this.model = model;
    batchSize = model.params().integer("train.batch");
    epochs = model.params().integer("train.epochs");
    patience = model.params().isNone("train.stop.patience") ? epochs : model.params().integer("train.stop.patience");
    divergence = model.params().number("train.divergence");
    double clip = model.params().isNone("train.clip") ? Double.POSITIVE_INFINITY : model.params().number("train.clip");
    validGroups = BatchBuilder.evaluationGroups(model.task().valid());
    order = new RandomStream(model.config().seed(), "order");
    optimizer = model.optimizer();
    probes = new Probes(model.params().at("probes"));
    memory = new Memory(model.precision());
    try {
      kernels = model.precision().kernels();
      parameters = model.network().layout().build(memory);
      best = memory.tensor(1, parameters.size());
      bptt = new Bptt(
          model.network(), parameters, model.perturbation(), model.config().seed(), model.capacity(), kernels, memory);
      objective = new TrainingObjective(bptt, model.penalty(), clip, kernels);
      batches = new BatchBuilder(model.task(), model.capacity(), memory);
      optimizer.bind(parameters, kernels, memory);
      model.initialize(parameters);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /** Trains until the last epoch, early stopping or divergence. */
  void run(EpochListener listener) {
    probes.after(0, parameters, kernels);
    for (int epoch = 1; epoch <= epochs && status == Status.OK && epoch - bestEpoch <= patience; epoch++) {
      long started = System.nanoTime();
      double gradientNorm = trainEpoch(epoch, started);
      if (status == Status.OK) {
        finishEpoch(epoch, gradientNorm, started);
        probes.after(epoch, parameters, kernels);
        listener.epoch(model.config(), rows.get(rows.size() - 1));
      }
    }
    if (bestEpoch > 0) {
      parameters.values().copyFrom(0, best, 0, parameters.size());
      testLoss = evaluate(model.task().test(), BatchBuilder.evaluationGroups(model.task().test()));
      EpochRow row = rows.get(bestEpoch - 1);
      rows.set(bestEpoch - 1, new EpochRow(
          row.epoch(), row.trainLoss(), row.validLoss(), testLoss, row.stepRate(), row.gradientNorm(), row.seconds()));
    }
  }

  private double trainLoss;

  /** Passes over the training split; returns the mean norm of the gradient. */
  private double trainEpoch(int epoch, long started) {
    Split train = model.task().train();
    int n = train.examples().size();
    int[] sequence = order.at(epoch).permutation(n);
    double sum = 0;
    double count = 0;
    double norms = 0;
    int number = 0;
    for (int from = 0; from < n; from += batchSize) {
      Batch batch = batches.build(train, sequence, from, Math.min(n, from + batchSize));
      double loss = optimizer.step(objective.on(batch, epoch, number));
      rowsTrained += (long) batch.T() * batch.B();
      if (diverged(loss, "training", epoch, started)) {
        return Double.NaN;
      }
      sum += loss * batch.count();
      count += batch.count();
      norms += objective.gradientNorm();
      number++;
    }
    trainLoss = sum / count;
    return norms / number;
  }

  private void finishEpoch(int epoch, double gradientNorm, long started) {
    double valid = evaluate(model.task().valid(), validGroups);
    rows.add(new EpochRow(
        epoch, trainLoss, valid, Double.NaN, optimizer.stepRate(), gradientNorm, seconds(started)));
    if (!diverged(valid, "validation", epoch, started) && valid < bestValid) {
      bestValid = valid;
      bestEpoch = epoch;
      best.copyFrom(0, parameters.values(), 0, parameters.size());
    }
  }

  private boolean diverged(double loss, String where, int epoch, long started) {
    if (Math.abs(loss) <= divergence) {
      return false;
    }
    status = Status.DIVERGED;
    failure = new Failure(
        "diverged",
        "the " + where + " loss became " + loss + " in epoch " + epoch + "; train.divergence allows " + divergence
            + "; a smaller optimizer.step-rate or train.clip may help",
        "", epoch);
    if (rows.size() < epoch) {
      rows.add(new EpochRow(epoch, loss, Double.NaN, Double.NaN, optimizer.stepRate(), Double.NaN, seconds(started)));
    }
    return true;
  }

  /** Mean loss over the counted steps of a split, with clean weights. */
  private double evaluate(Split split, List<int[]> groups) {
    double sum = 0;
    double count = 0;
    for (int[] group : groups) {
      Batch batch = batches.build(split, group, 0, group.length);
      sum += bptt.evaluate(batch);
      count += batch.count();
    }
    return sum / count;
  }

  private static double seconds(long started) {
    return (System.nanoTime() - started) * 1e-9;
  }

  Status status() {
    return status;
  }

  Failure failure() {
    return failure;
  }

  int bestEpoch() {
    return bestEpoch;
  }

  double testLoss() {
    return testLoss;
  }

  List<EpochRow> rows() {
    return rows;
  }

  List<ProbeRow> probes() {
    return probes.rows();
  }

  double flops() {
    return rowsTrained * model.network().trainingFlops();
  }

  /** Turns the parameters into those that evaluation multiplies by, where a perturbation scales them, for use elsewhere. */
  void useEvaluationWeights() {
    Perturbation perturbation = model.perturbation();
    for (View v : parameters.views()) {
      if (perturbation != null && perturbation.perturbs(v.group())) {
        kernels.scale(perturbation.evaluationScale(), parameters.values(), v.offset(), v.size());
      }
    }
  }

  /** Those of the best epoch once {@link #run} has ended. */
  ParameterSet parameters() {
    return parameters;
  }

  @Override
  public void close() {
    memory.close();
  }
}
