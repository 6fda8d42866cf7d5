package dev.rondo.core.penalty;

/**
 * How far small disturbances of the inputs of an LSTM can move its states, by the norms of its weights (paper 001, equations 52
 * to 56): with gamma_x and gamma_h for what inputs and states send into the memory, and w and v for what states and inputs send
 * into the output gate,
 *
 * <pre>
 *   gamma = |W_f| / 4 + beta (|W_i| + |W_g|)         of the input weights, and of the recurrent ones
 *   rho_x = pi (gamma_x + kappa (beta gamma_x w + v) e^(beta w - 1))
 *   rho_h = pi (gamma_h + beta gamma_h w e^(beta w - 1))
 * </pre>
 *
 * <p>pi = kappa = sqrt(2) as printed; the paper's own derivation gives pi = sqrt(2) beta and kappa = 1. States are stable when
 * rho_h &lt; 1 and beta w &lt;= 1; their variance is then at most rho_x^2 / (1 - rho_h^2) times that of the inputs, as far as the
 * derivation goes (it takes memories between -1 and 1, which those of an LSTM can leave).
 *
 * @param gammaX by the input weights
 * @param gammaH by the recurrent weights
 * @param v norm of the output gate's input weight
 * @param w norm of the output gate's recurrent weight
 */
public record LstmBound(Form form, double gammaX, double gammaH, double v, double w) {
  /** Largest slope of the logistic function. */
  private static final double ALPHA = 0.25;

  private static final double ROOT_2 = Math.sqrt(2);

  /**
   * How the bound is written.
   *
   * @param beta bounds the slope of tanh(a) logistic(b): 17/16 as printed; sqrt(17)/4 and 1 do as well
   * @param rederived whether the factors are those of the derivation in place of those printed
   */
  public record Form(double beta, boolean rederived) {
    /** As printed. */
    public static final Form PRINTED = new Form(17 / 16.0, false);

    double pi() {
      return rederived ? ROOT_2 * beta : ROOT_2;
    }

    double kappa() {
      return rederived ? 1 : ROOT_2;
    }

    double gamma(double inputGate, double forgetGate, double candidate) {
      return ALPHA * forgetGate + beta * (inputGate + candidate);
    }

    /** Slope of gamma by each norm, in the order of the cell's blocks: input gate, forget gate, candidate. */
    double gammaSlope(int block) {
      return block == LstmNorms.FORGET ? ALPHA : beta;
    }
  }

  /** The bound that follows from norms in the order of {@link LstmNorms#name}. */
  public static LstmBound of(Form form, double[] n) {
    return new LstmBound(
        form,
        form.gamma(n[LstmNorms.INPUT_GATE], n[LstmNorms.FORGET], n[LstmNorms.CANDIDATE]),
        form.gamma(
            n[LstmNorms.STATES + LstmNorms.INPUT_GATE], n[LstmNorms.STATES + LstmNorms.FORGET],
            n[LstmNorms.STATES + LstmNorms.CANDIDATE]),
        n[LstmNorms.OUTPUT_GATE],
        n[LstmNorms.STATES + LstmNorms.OUTPUT_GATE]);
  }

  /** Whether the conditions for stable states hold. */
  public boolean stable() {
    return rhoH() < 1 && betaW() <= 1;
  }

  /**
   * The bound on the variance of linear outputs by that of the inputs; infinite where rho_h is 1 or more.
   *
   * @param y norm of the readout
   */
  public double outputVariance(double y) {
    double room = 1 - rhoH() * rhoH();
    return room <= 0 ? Double.POSITIVE_INFINITY : y * y * rhoX() * rhoX() / room;
  }

  public double betaW() {
    return form.beta * w;
  }

  public double rhoX() {
    return form.pi() * (gammaX + form.kappa() * (form.beta * gammaX * w + v) * growth());
  }

  public double rhoH() {
    return form.pi() * gammaH * (1 + betaW() * growth());
  }

  double rhoXByGammaX() {
    return form.pi() * (1 + form.kappa() * betaW() * growth());
  }

  double rhoXByV() {
    return form.pi() * form.kappa() * growth();
  }

  double rhoXByW() {
    return form.pi() * form.kappa() * form.beta * (gammaX + form.beta * gammaX * w + v) * growth();
  }

  double rhoHByGammaH() {
    return form.pi() * (1 + betaW() * growth());
  }

  double rhoHByW() {
    return form.pi() * gammaH * form.beta * (1 + betaW()) * growth();
  }

  /** 1 / E of the paper. */
  private double growth() {
    return Math.exp(betaW() - 1);
  }
}
