package dev.rondo.core.model;

/**
 * What a readout sees of a batch, with clean weights.
 *
 * @param features from which its outputs are made, [T B, F]
 * @param loss mean loss of the batch, with the readout as it stands
 */
public record ReadoutPass(Batch batch, Inputs features, double loss) {}
