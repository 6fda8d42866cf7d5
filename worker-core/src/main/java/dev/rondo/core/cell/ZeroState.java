package dev.rondo.core.cell;

/** h_0 = 0. */
final class ZeroState implements InitialState {
  private Site site;

  @Override
  public void bind(Site s) {
    site = s;
  }

  @Override
  public void fillForTraining(long epoch, long batch, int B) {
    fillForEvaluation(B);
  }

  @Override
  public void fillForEvaluation(int B) {
    site.kernels().fill(site.tape().states(), 0, B * site.H(), 0);
  }
}
