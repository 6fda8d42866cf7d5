package dev.rondo.core.compute;

/**
 * A 0/1 matrix by the columns of its ones, row by row: row r has ones in columns {@code ones[starts[r] .. starts[r + 1])}. Its
 * products need only as many additions as there are ones; a piano roll has 4 in 88.
 */
public record SparseRows(int[] starts, char[] ones) {}
