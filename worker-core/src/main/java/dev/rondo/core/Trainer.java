package dev.rondo.core;

import dev.rondo.core.checkpoint.Checkpoint;
import dev.rondo.core.checkpoint.Checkpoint.Partial;
import dev.rondo.core.checkpoint.Checkpoints;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.metric.MetricPass;
import dev.rondo.core.model.Batch;
import dev.rondo.core.model.Bptt;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.optim.Optimizer;
import dev.rondo.core.optim.Schedule;
import dev.rondo.core.probe.Probes;
import dev.rondo.core.random.RandomStream;
import dev.rondo.core.task.BatchBuilder;
import dev.rondo.core.task.Split;
import dev.rondo.core.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Trains one network: an epoch passes over the training batches in a new order and then measures the validation loss; the
 * parameters of the best epoch are kept, and the test loss is measured with them at the end. Between two batches all of its
 * state can become a {@link Checkpoint}, from which another trainer goes on to the same bits.
 */
final class Trainer implements AutoCloseable {
  private final Model model;
  private final int batchSize;
  private final int epochs;
  private final int patience;
  private final double divergence;
  private final double timeout;
  private final Memory memory;
  private final Kernels kernels;
  private final ParameterSet parameters;
  private final Tensor best;
  private final Bptt bptt;
  private final TrainingObjective objective;
  private final Optimizer optimizer;
  private final Schedule schedule;
  private final BatchBuilder batches;
  private final List<int[]> validGroups;
  private final RandomStream order;
  private final Probes probes;
  private final TrialClock clock;
  private final Checkpoints checkpoints;
  /** What a checkpoint holds of the tensors. */
  private final List<Tensor> state;
  private final Supplier<Checkpoint> snapshot = this::checkpoint;

  private final List<EpochRow> rows = new ArrayList<>();
  private Partial partial = Partial.NONE;
  private Integer resumedFrom;
  private Checkpoint paused;
  private Status status = Status.OK;
  private Failure failure;
  private int bestEpoch;
  private double bestValid = Double.POSITIVE_INFINITY;
  private double testLoss = Double.NaN;
  private final Map<String, Double> metrics = new TreeMap<>();
  private long rowsTrained;

  /** @param timeout seconds of work on the trial, earlier segments included; infinite for no limit */
  Trainer(Model model, TrialClock clock, Checkpoints checkpoints, double timeout) {
    this.timeout = timeout;
    this.model = model;
    this.clock = clock;
    this.checkpoints = checkpoints;
    batchSize = model.params().integer("train.batch");
    epochs = model.optimizer().closedForm() ? 1 : model.params().integer("train.epochs");
    patience = model.params().isNone("train.stop.patience") ? epochs : model.params().integer("train.stop.patience");
    divergence = model.params().number("train.divergence");
    double clip = model.params().isNone("train.clip") ? Double.POSITIVE_INFINITY : model.params().number("train.clip");
    validGroups = BatchBuilder.evaluationGroups(model.task().valid(), model.capacity().trainingRows());
    order = new RandomStream(model.config().seed(), "order");
    optimizer = model.optimizer();
    schedule = Schedule.Kind.of(model.params().at("schedule"));
    probes = new Probes(model.params().at("probes"));
    memory = new Memory(model.precision());
    try {
      kernels = model.precision().kernels();
      parameters = model.network().layout().build(memory);
      best = memory.tensor(1, parameters.size());
      bptt = new Bptt(
          model.network(), parameters, model.perturbation(), model.config().seed(), model.capacity(), kernels, memory);
      if (optimizer.usesComponents()) {
        bptt.keepComponents();
      }
      if (optimizer.usesCurvature()) {
        bptt.keepCurvature(model.capacity(), memory);
      }
      if (model.penalty() != null) {
        model.penalty().watch(bptt.tape(), model.capacity(), model.network().H(), memory);
      }
      objective = new TrainingObjective(bptt, model.penalty(), clip, kernels, model.config().seed());
      batches = new BatchBuilder(model.task(), model.capacity(), memory);
      optimizer.bind(parameters, kernels, memory);
      probes.bind(model, parameters, kernels, memory);
      state = Stream.concat(Stream.of(parameters.values(), best), optimizer.state().stream()).toList();
      model.initialize(parameters);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /**
   * Trains until an epoch, early stopping, divergence or the time limit. Status STOPPED means that it can go on from the
   * checkpoint that it left: at that epoch, or wherever the store wanted it to end, without a test loss then.
   *
   * @param from what to go on from; empty for the initial values
   */
  void run(Optional<Checkpoint> from, int untilEpoch, EpochListener listener) {
    from.ifPresentOrElse(this::restore, () -> probes.after(0));
    boolean goesOn = true;
    while (goesOn && rows.size() < untilEpoch && !ended()) {
      int epoch = rows.size() + 1;
      long started = System.nanoTime() - (long) (partial.seconds() * 1e9);
      goesOn = trainEpoch(epoch, started);
      if (goesOn && status == Status.OK) {
        finishEpoch(epoch, started);
        probes.after(epoch);
        listener.epoch(model.config(), rows.get(rows.size() - 1));
        goesOn = rows.size() >= untilEpoch || ended() || checkpoints.pass(snapshot);
      }
    }
    if (!ended()) {
      status = Status.STOPPED;
      if (goesOn) {
        paused = checkpoint();
        checkpoints.write(paused);
      }
    }
    if (goesOn && bestEpoch > 0 && status != Status.FAILED) {
      measureTest();
    }
  }

  /** Whether there is nothing left to train. */
  private boolean ended() {
    return status != Status.OK || rows.size() >= epochs || rows.size() + 1 - bestEpoch > patience;
  }

  /** Test loss and metrics with the parameters of the best epoch, which are the trainer's from now on. */
  private void measureTest() {
    parameters.values().copyFrom(0, best, 0, parameters.size());
    Task task = model.task();
    MetricPass test = new MetricPass(task.metrics(), model.network().loss());
    testLoss = evaluate(task.test(), BatchBuilder.evaluationGroups(task.test(), model.capacity().trainingRows()), test);
    metrics.putAll(test.values("test."));
    if (!task.metrics().isEmpty()) {
      MetricPass valid = new MetricPass(task.metrics(), model.network().loss());
      evaluate(task.valid(), validGroups, valid);
      metrics.putAll(valid.values("valid."));
    }
    EpochRow row = rows.get(bestEpoch - 1);
    rows.set(bestEpoch - 1, new EpochRow(
        row.epoch(), row.trainLoss(), row.validLoss(), testLoss, row.stepRate(), row.gradientNorm(), row.seconds()));
  }

  private Checkpoint checkpoint() {
    return new Checkpoint(
        checkpoints.origin(), partial, bestEpoch, bestValid, rowsTrained, clock.startedAt(), clock.seconds(), rows,
        probes.rows(), Checkpoint.numbers(state, model.precision().bytes()));
  }

  private void restore(Checkpoint c) {
    if (c.numbers().remaining() != Checkpoint.size(state, model.precision().bytes())) {
      throw new IllegalStateException("the checkpoint at epoch " + c.epoch() + " is of a network of another size");
    }
    c.restore(state);
    partial = c.partial();
    bestEpoch = c.bestEpoch();
    bestValid = c.bestValid();
    rowsTrained = c.rowsTrained();
    clock.goOn(c.startedAt(), c.seconds());
    rows.addAll(c.rows());
    probes.goOn(c.probes());
    resumedFrom = c.epoch();
  }

  /** Passes over what is left of the training split; false when the trial must end before that. */
  private boolean trainEpoch(int epoch, long started) {
    optimizer.schedule(schedule.factor(rows.size(), i -> rows.get(i).validLoss()));
    Split train = model.task().train(epoch);
    int n = train.examples().size();
    int[] sequence = order.at(epoch).permutation(n);
    for (int from = partial.batches() * batchSize; from < n; from += batchSize) {
      Batch batch = batches.build(train, sequence, from, Math.min(n, from + batchSize));
      double loss = optimizer.step(objective.on(batch, epoch, partial.batches()));
      rowsTrained += (long) batch.T() * batch.B();
      if (diverged(loss, "training", epoch, started)) {
        return true;
      }
      partial = partial.plus(loss, batch.count(), objective.gradientNorm(), seconds(started));
      if (!optimizer.closedForm() && !checkpoints.pass(snapshot)) {
        return false;
      }
      if (clock.seconds() > timeout) {
        fail(new Failure(
            Failure.TIMEOUT,
            "it took longer than run.trial-timeout = " + timeout + " seconds; " + rows.size() + " epochs were done", "", epoch));
        return true;
      }
    }
    return true;
  }

  /** Ends the trial, with the epochs so far. */
  void fail(Failure reason) {
    status = Status.FAILED;
    failure = reason;
    testLoss = Double.NaN;
  }

  private double validLoss() {
    return evaluate(model.task().valid(), validGroups, new MetricPass(List.of(), model.network().loss()));
  }

  private void finishEpoch(int epoch, long started) {
    double trainLoss = optimizer.closedForm()
        ? optimizer.solve(this::validLoss)
        : partial.loss() / partial.count();
    double gradientNorm = partial.norms() / partial.batches();
    partial = Partial.NONE;
    double valid = validLoss();
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
  private double evaluate(Split split, List<int[]> groups, MetricPass pass) {
    double sum = 0;
    double count = 0;
    for (int[] group : groups) {
      Batch batch = batches.build(split, group, 0, group.length);
      sum += bptt.evaluate(batch);
      pass.add(batch, bptt.tape().outputs(), model.network().O());
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

  /** Those of the task on validation and test split with the parameters of the best epoch, once {@link #run} has ended. */
  Map<String, Double> metrics() {
    return metrics;
  }

  List<EpochRow> rows() {
    return rows;
  }

  /** The epoch of the checkpoint from which it went on; null when there was none. */
  Integer resumedFrom() {
    return resumedFrom;
  }

  /** What it left at the end of a segment from which it can go on; null when it did not come so far. */
  Checkpoint paused() {
    return paused;
  }

  List<ProbeRow> probes() {
    return probes.rows();
  }

  double flops() {
    return rowsTrained * model.network().trainingFlops();
  }

  /** Turns the parameters into those that evaluation multiplies by, where noise or dropout scales them, for use elsewhere. */
  void useEvaluationWeights() {
    for (View v : parameters.views()) {
      double scale = model.evaluationScale(v);
      if (scale != 1) {
        kernels.scale(scale, parameters.values(), v.offset(), v.size());
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
