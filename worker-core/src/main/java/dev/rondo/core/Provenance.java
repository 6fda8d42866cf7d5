package dev.rondo.core;

/**
 * What else decided the bits of a result: sums of floating-point numbers differ between BLAS kernels, CPUs and thread counts.
 *
 * @param version of Rondo, with the commit where it is known
 * @param jvm vendor and version
 * @param os name, version and architecture
 * @param cpu model name and the vector extension used
 * @param blas library, version and kernels
 * @param threads BLAS and OpenMP threads per trial
 * @param dtype float32 or float64
 * @param dataHash SHA-256 of the data set's content
 */
public record Provenance(
    String version, String jvm, String os, String cpu, String blas, int threads, String dtype, String dataHash) {}
