package dev.rondo.core.cell;

import static dev.rondo.core.cell.LstmGates.CELL;
import static dev.rondo.core.cell.LstmGates.CELL_BEFORE;
import static dev.rondo.core.cell.LstmGates.CELL_SLOPE;

import dev.rondo.core.compute.Pointwise;

/** What an {@link LstmCell} with peepholes does with the numbers of one step: lanes as in {@link LstmGates}, and these. */
final class PeepholeGates {
  // The peepholes of input, forget and output gate: in both passes.
  private static final int PEEP_INPUT = 8;
  private static final int PEEP_FORGET = 9;
  private static final int PEEP_OUTPUT = 10;

  // Backward: c_t, and three lanes that take up the peepholes' slopes.
  static final int BACK_CELL = 11;
  static final int SLOPES = 12;

  static final Pointwise FORWARD = new Pointwise() {
    @Override
    public void apply(float[][] x, int n) {
      addProduct(x[PEEP_INPUT], x[CELL_BEFORE], x[0], n);
      addProduct(x[PEEP_FORGET], x[CELL_BEFORE], x[1], n);
      LstmGates.cells(x, n);
      addProduct(x[PEEP_OUTPUT], x[CELL], x[3], n);
      LstmGates.states(x, n);
    }

    @Override
    public void apply(double[][] x, int n) {
      addProduct(x[PEEP_INPUT], x[CELL_BEFORE], x[0], n);
      addProduct(x[PEEP_FORGET], x[CELL_BEFORE], x[1], n);
      LstmGates.cells(x, n);
      addProduct(x[PEEP_OUTPUT], x[CELL], x[3], n);
      LstmGates.states(x, n);
    }
  };

  private PeepholeGates() {}

  private static void addProduct(float[] a, float[] b, float[] sums, int n) {
    for (int j = 0; j < n; j++) {
      sums[j] = Math.fma(a[j], b[j], sums[j]);
    }
  }

  private static void addProduct(double[] a, double[] b, double[] sums, int n) {
    for (int j = 0; j < n; j++) {
      sums[j] += a[j] * b[j];
    }
  }

  /** @param clip largest magnitude of a slope by a sum without its peephole; infinite for no clipping */
  static Pointwise backward(double clip) {
    return new Backward(clip, (float) clip);
  }

  private record Backward(double clip, float floatClip) implements Pointwise {
    @Override
    public void apply(float[][] x, int n) {
      LstmGates.stateSlopes(x, n);
      // Forward: the sum of o has a peephole at c.
      addProduct(x[3], x[PEEP_OUTPUT], x[CELL_SLOPE], n);
      addProduct(x[3], x[BACK_CELL], x[SLOPES + 2], n);
      LstmGates.cellSlopes(x, n);
      // Forward: the sums of i and f have peepholes at c before.
      addProduct(x[0], x[PEEP_INPUT], x[CELL_SLOPE], n);
      addProduct(x[0], x[CELL_BEFORE], x[SLOPES], n);
      addProduct(x[1], x[PEEP_FORGET], x[CELL_SLOPE], n);
      addProduct(x[1], x[CELL_BEFORE], x[SLOPES + 1], n);
      for (int k = 0; k < 4; k++) {
        float[] d = x[k];
        for (int j = 0; j < n; j++) {
          d[j] = Math.max(-floatClip, Math.min(floatClip, d[j]));
        }
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      LstmGates.stateSlopes(x, n);
      // Forward: the sum of o has a peephole at c.
      addProduct(x[3], x[PEEP_OUTPUT], x[CELL_SLOPE], n);
      addProduct(x[3], x[BACK_CELL], x[SLOPES + 2], n);
      LstmGates.cellSlopes(x, n);
      // Forward: the sums of i and f have peepholes at c before.
      addProduct(x[0], x[PEEP_INPUT], x[CELL_SLOPE], n);
      addProduct(x[0], x[CELL_BEFORE], x[SLOPES], n);
      addProduct(x[1], x[PEEP_FORGET], x[CELL_SLOPE], n);
      addProduct(x[1], x[CELL_BEFORE], x[SLOPES + 1], n);
      for (int k = 0; k < 4; k++) {
        for (int j = 0; j < n; j++) {
          x[k][j] = Math.max(-clip, Math.min(clip, x[k][j]));
        }
      }
    }
  }
}
