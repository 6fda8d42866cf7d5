package dev.rondo.core.cell;

import dev.rondo.core.compute.Activation;
import dev.rondo.core.compute.GaussianTransfer;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Tape;
import dev.rondo.spec.Params;
import java.util.Locale;

/**
 * RNN-FD (paper 000, section 6.5): the simple recurrent network with {@link FastDropoutCell fast dropout}. With f the
 * {@link GaussianTransfer moments} of an activation, h_t = f(a_t).
 *
 * <p>In the sampling form, which the study's code has as well, training draws the sums: with means m and variances v of a_t,
 * h_t = f(m + sqrt(v) e), e ~ N(0, 1) for each unit, sequence and step, and h_t has no variance. Slopes go through m and v, e is a
 * constant. Outputs, and evaluation, remain moments.
 */
public final class FastDropoutElmanCell extends FastDropoutCell {
  private final GaussianTransfer f;
  private final boolean samples;
  private boolean drawn; // in the passes at hand
  private float[] draws; // e, [T B, H]; null without

  FastDropoutElmanCell(Params settings) {
    super(settings, 1);
    f = GaussianTransfer.valueOf(settings.text("activation").toUpperCase(Locale.ROOT).replace('-', '_'));
    samples = !settings.isNone("sampling");
  }

  @Override
  public long bytes(Tape.Capacity capacity, int D, int H, int numberBytes) {
    long ofDraws = samples ? Float.BYTES * Memory.size(capacity.trainingRows(), H) : 0;
    return super.bytes(capacity, D, H, numberBytes) + ofDraws;
  }

  @Override
  public void bind(Site s) {
    super.bind(s);
    draws = samples ? new float[Math.toIntExact(Memory.size(s.capacity().trainingRows(), s.H()))] : null;
  }

  @Override
  public void prepareTraining(long epoch, long batch, int T, int B) {
    drawn = samples;
    if (drawn) {
      site().stream().at(epoch, batch).normals(0f, 1f, draws, 0, T * B * site().H());
    }
  }

  @Override
  public void prepareEvaluation() {
    drawn = false;
  }

  @Override
  void transfer(int t, int B) {
    Kernels kernels = site().kernels();
    Tensor h = site().tape().states();
    int block = B * site().H();
    int now = t * block;
    int after = now + block;
    if (!drawn) {
      kernels.moments(f, sumMeans(), now, sumVariances(), now, h, after, variances(), after, block);
      return;
    }
    // What was v becomes e / (2 sqrt(v)).
    kernels.addNoise(sumVariances(), now, draws, now, sumMeans(), now, block);
    h.copyFrom(after, sumMeans(), now, block);
    if (factor() != 1) {
      kernels.scale(factor(), h, after, block);
    }
    kernels.activate(activation(), h, after, block);
    kernels.fill(variances(), after, block, 0);
  }

  @Override
  void transferBack(int t, int B) {
    Kernels kernels = site().kernels();
    int block = B * site().H();
    int now = t * block;
    Tensor d = sumMeanSlopes();
    if (!drawn) {
      // Forward: h_t = f(a_t), in moments.
      kernels.momentSlopes(f, sumMeans(), now, sumVariances(), now, d, now, varianceSlopes(), now, block);
      return;
    }
    // Forward: h_t = f(m + sqrt(v) e).
    kernels.timesSlope(activation(), site().tape().states(), now + block, d, now, block);
    if (factor() != 1) {
      kernels.scale(factor(), d, now, block);
    }
    kernels.product(d, now, sumVariances(), now, varianceSlopes(), now, block);
  }

  /** f is this one of the sums times {@link #factor}. */
  private Activation activation() {
    return f == GaussianTransfer.HALF_SLOPE_TANH ? Activation.TANH : Activation.valueOf(f.name());
  }

  private double factor() {
    return f == GaussianTransfer.HALF_SLOPE_TANH ? 0.5 : 1;
  }

  /** The slopes by the states become those by the sums where they lie. */
  @Override
  Tensor sumMeanSlopes() {
    return site().tape().slopes();
  }

  @Override
  Tensor sumVarianceSlopes() {
    return varianceSlopes();
  }
}
