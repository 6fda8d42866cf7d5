package dev.rondo.core.cell;

import dev.rondo.spec.Params;

/**
 * h_0 ~ N(0, sigma^2), drawn anew for every sequence in every update, or once for all sequences of a batch (paper 002, section 6);
 * a constant for the gradient.
 */
final class NormalState implements InitialState {
  private final float sigma;
  private final boolean shared;
  private final boolean drawnInEvaluation;
  private Site site;
  private float[] draws;

  NormalState(Params settings) {
    sigma = (float) settings.number("sigma");
    shared = settings.text("draw").equals("batch");
    drawnInEvaluation = settings.text("evaluation").equals("draw");
  }

  @Override
  public void bind(Site s) {
    site = s;
    draws = new float[s.batch() * s.H()];
  }

  @Override
  public void fillForTraining(long epoch, long batch, int B) {
    int H = site.H();
    site.stream().at(epoch, batch).normals(0f, sigma, draws, 0, shared ? H : B * H);
    for (int b = 1; shared && b < B; b++) {
      System.arraycopy(draws, 0, draws, b * H, H);
    }
    site.tape().states().put(0, draws, B * H);
  }

  /** Epochs are counted from 1, so that evaluation has draws of its own, which are the same each time. */
  @Override
  public void fillForEvaluation(int B) {
    if (drawnInEvaluation) {
      fillForTraining(0, 0, B);
    } else {
      site.kernels().fill(site.tape().states(), 0, B * site.H(), 0);
    }
  }
}
