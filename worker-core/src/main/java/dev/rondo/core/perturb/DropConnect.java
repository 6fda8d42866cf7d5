package dev.rondo.core.perturb;

import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;

/**
 * DropConnect: each weight is kept or set to zero (RNN-DO, RNN-DOS; paper 000, section 9).
 *
 * @param keep probability that a weight is kept
 * @param scale what makes up for the dropped weights
 */
public record DropConnect(Target target, Refresh refresh, Pass pass, Sampling sampling, double keep, Scale scale)
    implements Perturbation {
  /** What makes up for the dropped weights. */
  public enum Scale {
    /** Nothing. */
    NONE,
    /** Evaluation multiplies the weight by the probability that it is kept. */
    TEST,
    /** Training divides the kept weights by that probability. */
    INVERTED
  }

  DropConnect(Params p) {
    this(
        Perturbation.constant(Target.class, p.text("target")),
        Perturbation.constant(Refresh.class, p.text("refresh")),
        Perturbation.constant(Pass.class, p.text("pass")),
        Perturbation.sampling(p),
        p.text("p-means").equals("drop") ? 1 - p.number("p") : p.number("p"),
        Perturbation.constant(Scale.class, p.text("scale")));
  }

  @Override
  public boolean multiplicative() {
    return true;
  }

  @Override
  public void draw(RandomStream stream, float[] out, int from, int n) {
    stream.masks(keep, (float) kept(), out, from, n);
  }

  @Override
  public double evaluationScale() {
    return scale == Scale.TEST ? keep : 1;
  }

  /** What a kept weight is multiplied by. */
  private double kept() {
    return scale == Scale.INVERTED && keep > 0 ? 1 / keep : 1;
  }

  @Override
  public double mean() {
    return keep * kept();
  }

  @Override
  public double variance() {
    return keep * (1 - keep) * kept() * kept();
  }
}
