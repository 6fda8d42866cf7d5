package dev.rondo.core.penalty;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.model.Network;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.penalty.LstmNorms.Norm;
import dev.rondo.spec.Params;
import java.util.Locale;

/**
 * The Tikhonov regularizer of an LSTM (paper 001, equations 52 to 57): what training with noise on the inputs would add to the
 * loss at most, with the conditions for stable states as hinges,
 *
 * <pre>
 *   lambda |W_hy|^2 rho_x^2 / (1 - rho_h^2) + lambda1 max(0, rho_h^2 - 1) + lambda2 max(0, beta |W_oh| - 1)
 * </pre>
 *
 * <p>with the terms of {@link LstmBound}. The first term is negative where rho_h &gt; 1, which would reward leaving the stable
 * region: {@link Infeasible} says what is done there.
 */
public final class LstmTikhonov implements Penalty {
  /** 1 - rho_h^2 where the first term stops growing. */
  private static final double FLOOR = 1e-3;

  /** What the first term is where 1 - rho_h^2 is below 0.001. */
  private enum Infeasible {
    /** 0.001 stands for 1 - rho_h^2, without a slope by rho_h. */
    CLAMP,
    /** 0, so that the hinges alone bring the weights back. */
    WAIT,
    /** As printed. */
    RAW
  }

  private final double lambda;
  private final double lambda1;
  private final double lambda2;
  private final LstmBound.Form form;
  private final Norm norm;
  private final Infeasible infeasible;
  private LstmNorms norms;

  LstmTikhonov(Params p) {
    lambda = p.number("lambda");
    lambda1 = p.number("lambda1");
    lambda2 = p.number("lambda2");
    form = new LstmBound.Form(p.number("beta"), p.text("rho").equals("re-derived"));
    norm = Norm.of(p.text("norm"));
    infeasible = Infeasible.valueOf(p.text("infeasible").toUpperCase(Locale.ROOT));
  }

  @Override
  public void bind(Network network) {
    if (!LstmNorms.suit(network)) {
      throw new IllegalArgumentException(
          "penalty.kind = lstm-tikhonov: it bounds one layer of the cell lstm, and this network is another; set model.cell.kind ="
              + " lstm and model.layers = 1, or penalty.kind = none");
    }
    norms = new LstmNorms(network);
  }

  public Norm norm() {
    return norm;
  }

  public LstmBound.Form form() {
    return form;
  }

  @Override
  public double value(ParameterSet parameters, Kernels kernels) {
    double[] n = norms.measure(parameters, norm);
    LstmBound bound = LstmBound.of(form, n);
    double y = n[LstmNorms.READOUT];
    double rhoX = bound.rhoX();
    double rhoH = bound.rhoH();
    return (waits(rhoH) ? 0 : lambda * y * y * rhoX * rhoX / room(rhoH))
        + lambda1 * Math.max(0, rhoH * rhoH - 1) + lambda2 * Math.max(0, bound.betaW() - 1);
  }

  @Override
  public void addGradient(ParameterSet parameters, Kernels kernels) {
    double[] n = norms.measure(parameters, norm);
    LstmBound bound = LstmBound.of(form, n);
    double y = n[LstmNorms.READOUT];
    double rhoX = bound.rhoX();
    double rhoH = bound.rhoH();
    double strength = waits(rhoH) ? 0 : lambda;
    double room = room(rhoH);

    double byY = 2 * strength * y * rhoX * rhoX / room;
    double byRhoX = 2 * strength * y * y * rhoX / room;
    double byRhoH = clamped(rhoH) ? 0 : 2 * strength * y * y * rhoX * rhoX * rhoH / (room * room);
    if (rhoH > 1) {
      byRhoH += 2 * lambda1 * rhoH;
    }
    double byW = byRhoX * bound.rhoXByW() + byRhoH * bound.rhoHByW();
    if (bound.betaW() > 1) {
      byW += lambda2 * form.beta();
    }
    double byGammaX = byRhoX * bound.rhoXByGammaX();
    double byGammaH = byRhoH * bound.rhoHByGammaH();

    double[] byNorms = new double[LstmNorms.COUNT];
    for (int block = LstmNorms.INPUT_GATE; block <= LstmNorms.CANDIDATE; block++) {
      byNorms[block] = byGammaX * form.gammaSlope(block);
      byNorms[LstmNorms.STATES + block] = byGammaH * form.gammaSlope(block);
    }
    byNorms[LstmNorms.OUTPUT_GATE] = byRhoX * bound.rhoXByV();
    byNorms[LstmNorms.STATES + LstmNorms.OUTPUT_GATE] = byW;
    byNorms[LstmNorms.READOUT] = byY;
    norms.addGradient(parameters, byNorms);
  }

  /** 1 - rho_h^2, or what stands for it. */
  private double room(double rhoH) {
    return clamped(rhoH) ? FLOOR : 1 - rhoH * rhoH;
  }

  private boolean clamped(double rhoH) {
    return infeasible == Infeasible.CLAMP && tight(rhoH);
  }

  private boolean waits(double rhoH) {
    return infeasible == Infeasible.WAIT && tight(rhoH);
  }

  private static boolean tight(double rhoH) {
    return 1 - rhoH * rhoH < FLOOR;
  }
}
