package dev.rondo.spec.strategy;

import dev.rondo.spec.Seeds;
import dev.rondo.spec.TrialConfig;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Trials by formula. A configuration has a quality q, the loss that it would reach in the end; after epoch e its loss is
 *
 * <pre>loss(e) = q + (3 - q) e^(-c) + 0.05 (u(e) - 1/2)</pre>
 *
 * with a speed c between 0.6 and 1.4 and u(e) between 0 and 1, both drawn from the trial's seed: power laws as they are
 * seen in training, whose early order tells much of the late one and not all. One trial in twenty diverges at some epoch,
 * one in forty fails, and one in twenty is ended by early stopping.
 *
 * @param sign 1, or -1 to have the same as a figure that is to be as large as possible
 */
record LearningCurves(ToDoubleFunction<TrialConfig> quality, int epochs, int sign) {
  LearningCurves(ToDoubleFunction<TrialConfig> quality, int epochs) {
    this(quality, epochs, 1);
  }

  private double loss(TrialConfig trial, double q, double speed, int epoch) {
    double noise = Seeds.unit(trial.seed(), "noise", epoch) - 0.5;
    return q + (3 - q) * StrictMath.pow(epoch, -speed) + 0.05 * noise;
  }

  private double[] losses(TrialConfig trial, int until) {
    double q = quality.applyAsDouble(trial);
    double speed = 0.6 + 0.8 * Seeds.unit(trial.seed(), "speed");
    return IntStream.rangeClosed(1, until).mapToDouble(epoch -> loss(trial, q, speed, epoch)).toArray();
  }

  /** The epoch at which a trial ends. */
  int end(TrialConfig trial) {
    return status(trial).equals("ok") && Seeds.unit(trial.seed(), "fate") > 0.125
        ? epochs
        : 1 + (int) (Seeds.unit(trial.seed(), "end") * epochs);
  }

  String status(TrialConfig trial) {
    double fate = Seeds.unit(trial.seed(), "fate");
    return fate < 0.05 ? "diverged" : fate < 0.075 ? "failed" : "ok";
  }

  double best(TrialConfig trial, int until) {
    return Arrays.stream(losses(trial, until)).min().orElseThrow();
  }

  /** What a segment comes to. */
  Observation run(Segment segment) {
    TrialConfig trial = segment.trial();
    int end = end(trial);
    boolean ended = segment.untilEpoch() >= end;
    int epoch = Math.min(segment.untilEpoch(), end);
    String status = ended ? status(trial) : Observation.PAUSED;
    double value = status.equals("ok") || !ended ? sign * losses(trial, epoch)[epoch - 1] : Double.NaN;
    return new Observation(trial.id(), epoch, value, sign * best(trial, epoch), status);
  }
}
