/**
 * The network and back-propagation through time. Sizes have one letter each, everywhere: B batch (sequences side by side),
 * T time (steps), D inputs, H hidden units, O outputs. Sequences are time-major: step t of sequence b is row {@code t B + b}.
 * Vectors are rows, so a layer computes {@code h W} and column j of a weight holds the incoming weights of unit j.
 */
package dev.rondo.core.model;
