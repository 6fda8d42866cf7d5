package dev.rondo.core;

/**
 * One number measured on the model during training, such as {@code spectral-radius} of {@code recurrent}.
 *
 * @param epoch after which it was measured; 0 before training
 * @param probe which probe
 * @param key what of the model, as a rule the name of a weight
 */
public record ProbeRow(int epoch, String probe, String key, double value) {}
