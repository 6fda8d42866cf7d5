package dev.rondo.core.model;

import dev.rondo.core.compute.Tensor;

/**
 * Sequences side by side. A target of next-step tasks is the input one step later, so both may be the same tensor at different
 * places.
 *
 * @param T steps
 * @param B sequences
 * @param inputs [T B, D]
 * @param targets [T B, O] from {@code targetsAt} on
 * @param weights of each of the T B rows in the loss, or null when all count alike
 * @param count sum of the weights: what the loss is divided by
 */
public record Batch(int T, int B, Inputs inputs, Tensor targets, int targetsAt, float[] weights, double count) {}
