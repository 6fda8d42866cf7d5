package dev.rondo.core;

import dev.rondo.core.cell.TemporalComponents;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Batch;
import dev.rondo.core.model.Bptt;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.ReadoutPass;
import dev.rondo.core.optim.Objective;
import dev.rondo.core.penalty.Penalty;
import dev.rondo.core.random.RandomStream;

/** What training minimises on one batch: the perturbed loss plus the penalty, with the gradient's norm clipped. */
public final class TrainingObjective implements Objective {
  private final Bptt bptt;
  private final Penalty penalty;
  private final double clip;
  private final Kernels kernels;
  private final RandomStream draws;
  private Batch batch;
  private long epoch;
  private long number;
  private double norm;

  /**
   * @param penalty null for none
   * @param clip longest gradient; infinite for no clipping
   * @param trialSeed keys the optimizer's draws
   */
  public TrainingObjective(Bptt bptt, Penalty penalty, double clip, Kernels kernels, long trialSeed) {
    this.bptt = bptt;
    this.penalty = penalty;
    this.clip = clip;
    this.kernels = kernels;
    draws = new RandomStream(trialSeed, "optimizer");
  }

  /** Goes to batch {@code number} of an epoch; both key the draws of perturbation and optimizer. */
  public TrainingObjective on(Batch nextBatch, long nextEpoch, long nextNumber) {
    batch = nextBatch;
    epoch = nextEpoch;
    number = nextNumber;
    return this;
  }

  @Override
  public TemporalComponents components() {
    return bptt.components(batch);
  }

  @Override
  public RandomStream draws() {
    return draws.at(epoch, number);
  }

  @Override
  public ReadoutPass readoutPass() {
    return bptt.readoutPass(batch);
  }

  /** Euclidean norm of the last gradient, before clipping. */
  public double gradientNorm() {
    return norm;
  }

  @Override
  public double loss() {
    return bptt.trainingLoss(batch, epoch, number);
  }

  @Override
  public void linearise() {
    bptt.linearise(batch, epoch, number);
  }

  @Override
  public void gaussNewton(Tensor direction, double structural) {
    bptt.gaussNewton(batch, direction, structural);
  }

  @Override
  public double gradient() {
    double loss = bptt.gradient(batch, epoch, number);
    ParameterSet p = bptt.parameters();
    if (penalty != null) {
      penalty.addGradient(p, kernels);
    }
    for (View v : p.views()) {
      if (!v.trained()) {
        kernels.fill(p.gradients(), v.offset(), v.size(), 0);
      }
    }
    norm = Math.sqrt(kernels.dot(p.gradients(), 0, p.gradients(), 0, p.size()));
    if (norm >= clip) {
      kernels.scale(clip / norm, p.gradients(), 0, p.size());
    }
    return loss;
  }
}
