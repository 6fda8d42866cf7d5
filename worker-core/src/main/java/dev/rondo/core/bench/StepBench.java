package dev.rondo.core.bench;

import dev.rondo.core.Model;
import dev.rondo.core.TrainingObjective;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.model.Batch;
import dev.rondo.core.model.Bptt;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.optim.Optimizer;
import dev.rondo.core.task.BatchBuilder;
import dev.rondo.core.task.Task;
import dev.rondo.spec.Params;
import dev.rondo.spec.TrialConfig;
import java.util.stream.IntStream;

/**
 * One trial's network on one batch, ready to be timed. A step is all that training does with a batch: the
 * perturbation's draws, forward, backward, clipping and the optimizer's update. The batch is laid once and used again;
 * the draws are new at every step, as each step has a number of its own.
 */
public final class StepBench implements AutoCloseable {
  private final Model model;
  private final Memory memory;
  private final Bptt bptt;
  private final TrainingObjective objective;
  private final Optimizer optimizer;
  private final BatchBuilder batches;
  private final int[] order;
  private Batch batch;
  private long number;

  /**
   * Whether such a network can be built; takes none of its memory.
   *
   * @throws IllegalArgumentException when components do not fit together or are too large
   */
  public static void check(TrialConfig config, Shape shape) {
    Model.of(config, RandomRolls.task(shape));
  }

  /** @throws IllegalArgumentException when components do not fit together or are too large */
  public StepBench(TrialConfig config, Shape shape) {
    Task task = RandomRolls.task(shape);
    model = Model.of(config, task);
    Params train = model.params().at("train");
    double clip = train.isNone("clip") ? Double.POSITIVE_INFINITY : train.number("clip");
    order = IntStream.range(0, shape.batch()).toArray();
    optimizer = model.optimizer();
    memory = new Memory(model.precision());
    try {
      Kernels kernels = model.precision().kernels();
      ParameterSet parameters = model.network().layout().build(memory);
      bptt = new Bptt(
          model.network(), parameters, model.perturbation(), config.seed(), model.capacity(), kernels, memory);
      if (optimizer.usesComponents()) {
        bptt.keepComponents();
      }
      if (optimizer.usesCurvature()) {
        bptt.keepCurvature(model.capacity(), memory);
      }
      if (model.penalty() != null) {
        model.penalty().watch(bptt.tape(), model.capacity(), model.network().H(), memory);
      }
      objective = new TrainingObjective(bptt, model.penalty(), clip, kernels, config.seed());
      optimizer.bind(parameters, kernels, memory);
      batches = new BatchBuilder(task, model.capacity(), memory);
      model.initialize(parameters);
      lay();
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /** Lays the batch anew, as training does before each step. Returns its number of steps that count. */
  public double lay() {
    batch = batches.build(model.task().train(), order, 0, order.length);
    return batch.count();
  }

  /** One training step with draws of its own. Returns the loss, nats a step. */
  public double step() {
    return optimizer.step(objective.on(batch, 1, number++));
  }

  /** The loss with clean weights, nats a step: what evaluation does with a batch. */
  public double evaluate() {
    return bptt.evaluate(batch) / batch.count();
  }

  /** Useful floating-point operations of one step: all products dense, no gradient with respect to the inputs. */
  public double stepFlops() {
    return model.network().trainingFlops() * batch.T() * batch.B();
  }

  /** Those of one evaluation. */
  public double evaluationFlops() {
    return model.network().forwardFlops() * batch.T() * batch.B();
  }

  @Override
  public void close() {
    memory.close();
  }
}
