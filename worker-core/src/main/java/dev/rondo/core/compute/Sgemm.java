package dev.rondo.core.compute;

import dev.rondo.core.compute.Kernels.Op;

/** Single-precision matrix products, by the library that is fastest on this kind of CPU ({@link Blas#sgemm()}). */
interface Sgemm {
  /** C := alpha op(A) op(B) + beta C with op(A) [m, k], op(B) [k, n], C [m, n], all row-major and contiguous. */
  void multiply(
      Op opA, Op opB, int m, int n, int k, float alpha, FloatTensor a, int aAt, FloatTensor b, int bAt, float beta,
      FloatTensor c, int cAt);
}
