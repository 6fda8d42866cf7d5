package dev.rondo.core.cell;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Lane.Use;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Pointwise;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape;
import dev.rondo.core.model.Weight;
import dev.rondo.spec.Params;

/**
 * A recurrent max-affine spline: h_t = max_r (u_t W_r + h_{t-1} U_r + b_r), unit by unit, over R pieces. This is the max-affine
 * spline operator of paper 002, equations 3 to 6, applied at every step to z = [u_t, h_{t-1}]: row r of A for a unit is its column
 * of [W_r; U_r], and B holds the b_r. The paper writes networks with ReLU and the like in this form, where the pieces share one
 * weight; here each has its own. Slopes go through the selected piece; among equal ones that is the lowest r.
 * {@link dev.rondo.core.analysis.MaxAffineOperator} is the operator by itself.
 */
public final class MaxAffineCell implements Cell {
  private static final String INPUT = "input";
  private static final String RECURRENT = "recurrent";
  private static final String BIAS = "bias";

  private final int R;
  private final Pointwise select;
  private final Pointwise route;

  private Site site;
  private Kernels kernels;
  private Weight input; // [D, R H]
  private Weight recurrent; // [H, R H]
  private View bias; // [1, R H]
  private Tensor pieces; // all pieces, then slopes by them, [T B, R H]
  private StepLanes forward;
  private StepLanes backward;

  MaxAffineCell(Params settings) {
    R = settings.integer("pieces");
    select = new Select(R);
    route = new Route(R);
  }

  @Override
  public void declare(ParameterSet.Builder parameters, int D, int H) {
    parameters
        .add(INPUT, Group.INPUT, D, R * H, R)
        .add(RECURRENT, Group.RECURRENT, H, R * H, R)
        .add(BIAS, Group.BIAS, 1, R * H, R);
  }

  @Override
  public boolean handsBackStateSlopes() {
    return true;
  }

  @Override
  public long bytes(Tape.Capacity capacity, int D, int H, int numberBytes) {
    return numberBytes * Memory.size(capacity.rows(), (long) R * H);
  }

  @Override
  public void bind(Site s) {
    site = s;
    kernels = s.kernels();
    input = s.weights().get(INPUT);
    recurrent = s.weights().get(RECURRENT);
    bias = s.parameters().view(BIAS);
    int H = s.H();
    pieces = s.memory().tensor(s.capacity().rows(), R * H);
    forward = new StepLanes();
    backward = new StepLanes();
    for (int r = 0; r < R; r++) {
      forward.sums(pieces, R * H, r * H, Use.READ);
      backward.sums(pieces, R * H, r * H, Use.UPDATE);
    }
    forward.after(s.tape().states(), H, Use.WRITE);
    backward.after(s.tape().states(), H, Use.READ).sums(s.tape().slopes(), H, 0, Use.UPDATE);
  }

  @Override
  public void forward(Inputs x, int T, int B) {
    Tensor h = site.tape().states();
    int block = B * site.H();
    kernels.fillRows(T * B, R * site.H(), site.parameters().values(), bias.offset(), pieces, 0);
    input.addProduct(x, pieces, 0, T, B);
    for (int t = 0; t < T; t++) {
      recurrent.addStep(t, h, t * block, pieces, t * R * block, B);
      kernels.pointwise(select, B, site.H(), forward.at(t, B));
    }
  }

  @Override
  public void backward(Inputs x, int T, int B) {
    Tensor h = site.tape().states();
    Tensor d = site.tape().slopes();
    int block = B * site.H();
    for (int t = T - 1; t >= 0; t--) {
      // Forward: the pieces of step t + 1 have h_t U.
      if (t < T - 1) {
        recurrent.addBackStep(t + 1, pieces, (t + 1) * R * block, d, t * block, B);
      }
      site.tape().keepSlopes(t * block, block);
      // Forward: h_t is the largest piece.
      kernels.pointwise(route, B, site.H(), backward.at(t, B));
    }
    if (site.tape().initialSlopes() != null) {
      kernels.fill(site.tape().initialSlopes(), 0, block, 0);
      recurrent.addBackStep(0, pieces, 0, site.tape().initialSlopes(), 0, B);
    }
    if (site.inputSlopes() != null) {
      input.backProduct(pieces, 0, site.inputSlopes(), 0, T, B);
    }
    // Forward: pieces = u W + h_before U + b, over all steps.
    recurrent.gradient(h, 0, pieces, 0, T, B);
    input.gradient(x, pieces, 0, T, B);
    kernels.columnSums(T * B, R * site.H(), pieces, 0, 0, site.parameters().gradients(), bias.offset());
  }

  /** Lanes: the R pieces, h. The latter := the largest of the former. */
  private record Select(int R) implements Pointwise {
    @Override
    public void apply(float[][] x, int n) {
      float[] h = x[R];
      System.arraycopy(x[0], 0, h, 0, n);
      for (int r = 1; r < R; r++) {
        float[] piece = x[r];
        for (int i = 0; i < n; i++) {
          h[i] = Math.max(h[i], piece[i]);
        }
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      System.arraycopy(x[0], 0, x[R], 0, n);
      for (int r = 1; r < R; r++) {
        for (int i = 0; i < n; i++) {
          x[R][i] = Math.max(x[R][i], x[r][i]);
        }
      }
    }
  }

  /** Lanes: the R pieces, h, d. The first piece that equals h becomes d, the others 0; d is then 0, for it has gone. */
  private record Route(int R) implements Pointwise {
    @Override
    public void apply(float[][] x, int n) {
      float[] h = x[R];
      float[] d = x[R + 1];
      for (int r = 0; r < R; r++) {
        float[] piece = x[r];
        for (int i = 0; i < n; i++) {
          float taken = piece[i] == h[i] ? d[i] : 0f;
          piece[i] = taken;
          d[i] -= taken;
        }
      }
    }

    @Override
    public void apply(double[][] x, int n) {
      for (int r = 0; r < R; r++) {
        for (int i = 0; i < n; i++) {
          double taken = x[r][i] == x[R][i] ? x[R + 1][i] : 0;
          x[r][i] = taken;
          x[R + 1][i] -= taken;
        }
      }
    }
  }
}
