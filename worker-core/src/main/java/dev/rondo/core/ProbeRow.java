package dev.rondo.core;

/** One number measured on the model during training, such as {@code spectral-radius} of {@code recurrent}. */
public record ProbeRow(int epoch, String probe, String key, double value) {}
