package dev.rondo.core.perturb;

import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * A random disturbance of weights while training (paper 000, sections 8 and 9). Draws are independent for each number of the
 * weight, shared by the sequences of a batch, and belong to one update; evaluation uses clean weights.
 */
public interface Perturbation {
  /** Every kind, by its name in a spec. */
  enum Kind {
    NONE(p -> null),
    GAUSSIAN_NOISE(GaussianNoise::new),
    DROPCONNECT(DropConnect::new);

    private final Function<Params, Perturbation> constructor;

    Kind(Function<Params, Perturbation> constructor) {
      this.constructor = constructor;
    }

    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The perturbation of these settings; null for {@link #NONE}. */
    public static Perturbation of(Params params) {
      return valueOf(params.kind().toUpperCase(Locale.ROOT).replace('-', '_')).constructor.apply(params);
    }
  }

  /** Which weights. */
  enum Target {
    RECURRENT(EnumSet.of(Group.RECURRENT)),
    /** Input and output weights, with independent draws (RNN-FF). */
    FEEDFORWARD(EnumSet.of(Group.INPUT, Group.OUTPUT));

    private final Set<Group> groups;

    Target(Set<Group> groups) {
      this.groups = groups;
    }
  }

  /** How long a draw lasts. */
  enum Refresh {
    /** A new draw at every step of the sequence. */
    STEP,
    /** One draw for all steps. */
    SEQUENCE
  }

  /** Which passes see the perturbed weights; the readings R1 to R4 of an ambiguous text. */
  enum Pass {
    /** R1: the whole training computation, differentiated as it is. */
    TRAIN_GRAPH,
    /** R2: only the errors on their way back through time; activations and outer products are clean. */
    BACKWARD_ONLY,
    /** R3: as R1, but the gradient at the perturbed weight is taken for that at the clean one. */
    STRAIGHT_THROUGH,
    /** R4: only the activations. */
    FORWARD_ONLY
  }

  /** What is drawn. */
  enum Sampling {
    /** The weights themselves: the papers' noise. */
    WEIGHTS,
    /**
     * The sums that reach each unit, from the normal distribution that has the mean and variance which independent noise on the
     * weights gives them (local reparameterisation: Kingma, Salimans and Welling 2015). Another estimator: sums are drawn
     * independently for each unit, sequence and step, where noise on weights ties the sequences of a batch.
     */
    PRE_ACTIVATION,
    /**
     * As PRE_ACTIVATION, but as if one number were drawn for all weights into a unit, as the first paper's appendix A writes the
     * variance: Var[a] = s^2 (x W)^2. Multiplicative only.
     */
    PRE_ACTIVATION_SHARED
  }

  Target target();

  Refresh refresh();

  Pass pass();

  /** Whether a draw multiplies the weight (its factors are drawn) or is added to it. */
  boolean multiplicative();

  /** Draws n numbers into out from {@code from} on: what is added to the weight, or its factors. */
  void draw(RandomStream stream, float[] out, int from, int n);

  /** What the clean weights are multiplied by in evaluation. */
  default double evaluationScale() {
    return 1;
  }

  default Sampling sampling() {
    return Sampling.WEIGHTS;
  }

  /** Mean of a perturbed weight, as a multiple of the clean one. */
  default double mean() {
    return 1;
  }

  /** Variance of a perturbed weight: of w, as a multiple of w^2, when {@link #multiplicative}; else the same for each. */
  double variance();

  /**
   * The sampling that settings name.
   *
   * @throws IllegalArgumentException when it does not go with the other settings
   */
  static Sampling sampling(Params p) {
    Sampling sampling = constant(Sampling.class, p.text("sampling"));
    if (sampling == Sampling.PRE_ACTIVATION_SHARED && p.has("form") && p.text("form").equals("additive")) {
      throw new IllegalArgumentException(
          "perturbation.sampling = pre-activation-shared with form = additive: one number for all weights into a unit is defined"
              + " for factors only; set form = multiplicative, or sampling = pre-activation");
    }
    if (sampling != Sampling.WEIGHTS && !(p.text("refresh").equals("step") && p.text("pass").equals("train-graph"))) {
      throw new IllegalArgumentException(
          "perturbation.sampling = " + p.text("sampling") + " with refresh = " + p.text("refresh") + " and pass = " + p.text("pass")
              + ": sums are drawn anew at every step and differentiated as they are; set refresh = step and pass = train-graph");
    }
    return sampling;
  }

  default boolean perturbs(Group group) {
    return target().groups.contains(group);
  }

  /** An enum constant by its name in a spec. */
  static <E extends Enum<E>> E constant(Class<E> type, String text) {
    return Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
