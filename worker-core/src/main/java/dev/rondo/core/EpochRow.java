package dev.rondo.core;

/**
 * One epoch of one trial.
 *
 * @param epoch from 1
 * @param trainLoss mean of the batch losses seen while training this epoch, perturbed as training is, nats a step
 * @param validLoss on the validation split with clean weights, nats a step
 * @param testLoss on the test split with clean weights; NaN in epochs where it was not measured
 * @param stepRate the optimizer's step rate in this epoch
 * @param gradientNorm mean over the epoch's batches of the gradient's Euclidean norm, before clipping
 * @param seconds wall time of the epoch, evaluation included
 */
public record EpochRow(
    int epoch, double trainLoss, double validLoss, double testLoss, double stepRate, double gradientNorm, double seconds) {}
