package dev.rondo.core.perturb;

import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;

/**
 * Gaussian noise on weights: W + N (RNN-N, RNN-NS, RNN-FF) or W (1 + N) (RNN-MN, RNN-MNS), N ~ N(0, sigma^2) number by number.
 * Paper 000, equations 11 to 14; sigma is the standard deviation.
 */
public record GaussianNoise(
    Target target, Refresh refresh, Pass pass, Sampling sampling, boolean multiplicative, float sigma) implements Perturbation {

  GaussianNoise(Params p) {
    this(
        Perturbation.constant(Target.class, p.text("target")),
        Perturbation.constant(Refresh.class, p.text("refresh")),
        Perturbation.constant(Pass.class, p.text("pass")),
        Perturbation.sampling(p),
        p.text("form").equals("multiplicative"),
        (float) p.number("sigma"));
  }

  @Override
  public void draw(RandomStream stream, float[] out, int from, int n) {
    stream.normals(multiplicative ? 1f : 0f, sigma, out, from, n);
  }

  @Override
  public double variance() {
    return (double) sigma * sigma;
  }
}
