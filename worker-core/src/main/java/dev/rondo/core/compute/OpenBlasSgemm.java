package dev.rondo.core.compute;

import static dev.rondo.core.compute.Kernels.Op.PLAIN;
import static dev.rondo.core.compute.Kernels.Op.TRANSPOSED;

import dev.rondo.core.compute.Kernels.Op;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/** Products through OpenBLAS; cut into tiles where its kernels then need no packing. */
final class OpenBlasSgemm implements Sgemm {
  private static final int ROW_MAJOR = 101;

  /**
   * Largest product that OpenBLAS' AVX-512 kernels compute straight from the operands, m n k at most 10^6. Larger ones copy
   * their operands into packed panels first, which for the small matrices of a time step costs as much as the product; so
   * products are cut into tiles of this size, which run at the rate of a large product. Measured in docs/performance.md.
   */
  private static final int TILE = 96;

  private static final int TILE_DEPTH = 104;

  /** With a transposed right operand the direct kernels pay only for few rows, in tiles of this many columns. */
  private static final int FEW_ROWS = 48;

  private static final int TRANSPOSED_TILE = 40;

  /** Results larger than this in both directions no longer stay in the cache between tiles; there packing pays. */
  private static final int TILED_SIDE = 640;

  private final boolean tiled;

  /** @param tiled whether the AVX-512 kernels run */
  OpenBlasSgemm(boolean tiled) {
    this.tiled = tiled;
  }

  @Override
  public void multiply(
      Op opA, Op opB, int m, int n, int k, float alpha, FloatTensor a, int aAt, FloatTensor b, int bAt, float beta,
      FloatTensor c, int cAt) {
    if (tiled && opA == PLAIN && opB == TRANSPOSED && m <= FEW_ROWS) {
      for (int n0 = 0; n0 < n; n0 += TRANSPOSED_TILE) {
        product(opA, opB, m, Math.min(TRANSPOSED_TILE, n - n0), k, alpha, a.left.position(aAt), k,
            b.right.position(bAt + n0 * k), k, beta, c.result.position(cAt + n0), n);
      }
    } else if (tiled && opB == PLAIN && Math.min(m, n) <= TILED_SIDE) {
      tiles(opA, m, n, k, alpha, a, aAt, b, bAt, beta, c, cAt);
    } else {
      product(opA, opB, m, n, k, alpha, a.left.position(aAt), opA == PLAIN ? k : m, b.right.position(bAt),
          opB == PLAIN ? n : k, beta, c.result.position(cAt), n);
    }
  }

  private static void tiles(
      Op opA, int m, int n, int k, float alpha, FloatTensor a, int aAt, FloatTensor b, int bAt, float beta, FloatTensor c,
      int cAt) {
    for (int k0 = 0; k0 < k; k0 += TILE_DEPTH) {
      int depth = Math.min(TILE_DEPTH, k - k0);
      for (int m0 = 0; m0 < m; m0 += TILE) {
        int left = aAt + (opA == PLAIN ? m0 * k + k0 : k0 * m + m0);
        for (int n0 = 0; n0 < n; n0 += TILE) {
          product(opA, PLAIN, Math.min(TILE, m - m0), Math.min(TILE, n - n0), depth, alpha, a.left.position(left),
              opA == PLAIN ? k : m, b.right.position(bAt + k0 * n + n0), n, k0 == 0 ? beta : 1,
              c.result.position(cAt + m0 * n + n0), n);
        }
      }
    }
  }

  private static void product(
      Op opA, Op opB, int m, int n, int k, float alpha, FloatPointer a, int lda, FloatPointer b, int ldb, float beta,
      FloatPointer c, int ldc) {
    openblas.cblas_sgemm(ROW_MAJOR, opA.cblas, opB.cblas, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  }
}
