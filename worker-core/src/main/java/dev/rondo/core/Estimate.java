package dev.rondo.core;

/**
 * What a trial will cost, before it runs.
 *
 * @param parameters trainable numbers
 * @param flopsPerEpoch floating-point operations of one training epoch and its validation
 * @param peakBytes memory of one trial at its peak, data set excluded
 * @param dataBytes the data set in memory, shared by all trials of a JVM
 */
public record Estimate(long parameters, double flopsPerEpoch, long peakBytes, long dataBytes) {}
