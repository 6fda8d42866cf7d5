package dev.rondo.core.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.core.compute.Lane.Use;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lanes that lie together, apart or in one row for all, with rows shorter and longer than what is worked on at once. */
class PointwiseTest {
  private static final int AT = 4;

  /** y := y + x row, w := 2 x. */
  private static final class Example implements Pointwise {
    @Override
    public void apply(float[][] v, int n) {
      for (int i = 0; i < n; i++) {
        v[2][i] += v[0][i] * v[1][i];
        v[3][i] = 2 * v[0][i];
      }
    }

    @Override
    public void apply(double[][] v, int n) {
      for (int i = 0; i < n; i++) {
        v[2][i] += v[0][i] * v[1][i];
        v[3][i] = 2 * v[0][i];
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 50, 200, 600, 0", "FLOAT32, 50, 200, 200, 200", "FLOAT32, 3, 5000, 5001, 0", "FLOAT32, 2, 6000, 6000, 6000",
    "FLOAT32, 1, 7, 9, 0", "FLOAT64, 5, 20, 60, 0"
  })
  void everyNumberOfEveryLaneIsWorkedOnOnce(Precision precision, int rows, int n, int stride, int rowStride) {
    Kernels kernels = precision.kernels();
    try (Memory memory = new Memory(precision)) {
      Tensor x = memory.tensor(1, AT + rows * stride);
      Tensor row = memory.tensor(1, Math.max(n, rows * rowStride));
      Tensor y = memory.tensor(1, AT + rows * stride);
      Tensor w = memory.tensor(rows, n);
      for (Tensor t : new Tensor[] {x, row, y, w}) {
        double[] values = new double[t.size()];
        Arrays.setAll(values, i -> i % 17 - 8);
        t.put(0, values);
      }
      double[] before = y.toArray(0, y.size());
      kernels.pointwise(
          new Example(), rows, n, new Lane(x, stride, Use.READ).to(AT), new Lane(row, rowStride, Use.READ),
          new Lane(y, stride, Use.UPDATE).to(AT), new Lane(w, n, Use.WRITE));
      for (int i = 0; i < y.size(); i++) {
        int r = (i - AT) / stride;
        int j = (i - AT) % stride;
        boolean touched = i >= AT && j < n;
        assertEquals(before[i] + (touched ? x.get(i) * row.get(r * rowStride + j) : 0), y.get(i), "y " + i);
        if (touched) {
          assertEquals(2 * x.get(i), w.get(r * n + j), "w " + i);
        }
      }
    }
  }
}
