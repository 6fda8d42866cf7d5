package dev.rondo.core.cell;

import dev.rondo.core.compute.GaussianTransfer;
import dev.rondo.core.compute.Tensor;
import dev.rondo.spec.Params;
import java.util.Locale;

/**
 * RNN-FD (paper 000, section 6.5): the simple recurrent network with {@link FastDropoutCell fast dropout}. With f the
 * {@link GaussianTransfer moments} of an activation, h_t = f(a_t).
 */
public final class FastDropoutElmanCell extends FastDropoutCell {
  private final GaussianTransfer f;

  FastDropoutElmanCell(Params settings) {
    super(settings, 1);
    f = GaussianTransfer.valueOf(settings.text("activation").toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  @Override
  void transfer(int t, int B) {
    int block = B * site().H();
    int now = t * block;
    Tensor h = site().tape().states();
    site().kernels().moments(f, sumMeans(), now, sumVariances(), now, h, now + block, variances(), now + block, block);
  }

  @Override
  void transferBack(int t, int B) {
    int block = B * site().H();
    int now = t * block;
    // Forward: h_t = f(a_t), in moments.
    site().kernels().momentSlopes(f, sumMeans(), now, sumVariances(), now, sumMeanSlopes(), now, varianceSlopes(), now, block);
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
