package dev.rondo.core;

/**
 * Why a trial did not end well.
 *
 * @param kind short and stable, for grouping: {@code diverged}, {@code out-of-memory}, or the class of the error
 * @param message one sentence for a person
 * @param stack the stack trace; empty for a divergence
 * @param epoch the epoch reached, from 1; 0 when training had not begun
 */
public record Failure(String kind, String message, String stack, int epoch) {}
