package dev.rondo.core.model;

import dev.rondo.core.compute.SparseRows;
import dev.rondo.core.compute.Tensor;

/**
 * What goes into a layer: [T B, D].
 *
 * @param values from {@code at} on; null for ones among thousands of zeros, which are there in sparse form only
 * @param sparse the same, where the numbers are few ones among zeros; else null
 */
public record Inputs(Tensor values, int at, SparseRows sparse) {}
