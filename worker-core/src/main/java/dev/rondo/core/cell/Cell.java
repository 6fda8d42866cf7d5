package dev.rondo.core.cell;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.LayerTape;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.Tape;
import dev.rondo.core.model.Weight;
import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A recurrent layer: from inputs [T B, D] to hidden states [T B, H], and back. One instance serves one trial. The life of a
 * cell: {@link #declare}, {@link #bind}, then {@link #forward} and {@link #backward} for every batch.
 *
 * <p>Whatever does not depend on the recurrence is one product over all T B rows; only the product with the state of the step
 * before stays in the loop. Weights come as arguments, so noise on weights never touches a cell.
 */
public interface Cell {
  /** Every kind, by its name in a spec. */
  enum Kind {
    ELMAN(ElmanCell::new),
    FAST_DROPOUT_ELMAN(FastDropoutElmanCell::new),
    LSTM(LstmCell::plain),
    LSTM_PEEPHOLE(LstmCell::withPeepholes),
    LSTM_1997(Lstm1997Cell::new),
    GRU(GruCell::of),
    FAST_DROPOUT_LSTM(FastDropoutLstmCell::new),
    FEED_FORWARD(FeedForwardCell::new),
    GATED_FEEDBACK(GatedFeedbackCell::new),
    SCRN(p -> new ScrnCell(p, false)),
    SCRN_LEARNED(p -> new ScrnCell(p, true)),
    LEAKY_ELMAN(LeakyElmanCell::trained),
    ECHO_STATE(LeakyElmanCell::reservoir),
    FACTORISED_ELMAN(FactorisedElmanCell::withMargin),
    FACTORISED_ELMAN_FREE(FactorisedElmanCell::withoutMargin),
    MAX_AFFINE(MaxAffineCell::new),
    PERCEPTRON_GRAPH(PerceptronGraphCell::new);

    private final Function<Params, Cell> constructor;

    Kind(Function<Params, Cell> constructor) {
      this.constructor = constructor;
    }

    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The cell of these settings. */
    public static Cell of(Params params) {
      return valueOf(params.kind().toUpperCase(Locale.ROOT).replace('-', '_')).constructor.apply(params);
    }
  }

  /**
   * What a cell works with.
   *
   * @param parameters those of its layer, by the names that it declared
   * @param weights its weights by these names; empty for a cell that carries variances
   * @param tape where it reads and writes states and slopes
   * @param inputSlopes [T B, D], where its backward pass puts the slopes by its inputs; null when nobody asks
   * @param capacity the largest batches
   * @param memory where it takes memory of its own, which {@link #bytes} counts
   * @param stream for draws of this layer
   */
  record Site(
      ParameterSet.Scope parameters, Map<String, Weight> weights, Kernels kernels, LayerTape tape, Tensor inputSlopes,
      Tape.Capacity capacity, Memory memory, RandomStream stream, int H) {}

  /**
   * Whether the cell carries the variances of its states as well. It then propagates its own noise, with products of its own for
   * means and variances, and works with no {@link Weight}s; perturbations are refused.
   */
  default boolean carriesVariances() {
    return false;
  }

  /** Numbers in the state of a layer with so many hidden units, which is the H of its site. */
  default int width(int hidden) {
    return hidden;
  }

  /**
   * Looks at the other settings of the model.
   *
   * @throws IllegalArgumentException when they make no sense with this cell
   */
  default void check(Params model) {}

  /** Its recurrent weight in factors, where that is how it trains it. */
  default Optional<Factors> factors() {
    return Optional.empty();
  }

  /** Whether noise on weights of a group reaches its products; perturbations of that group are refused where it does not. */
  default boolean takesNoiseOn(Group group) {
    return true;
  }

  /**
   * Whether the state on the tape is all that it remembers, and its backward pass sets {@link LayerTape#stateSlopes} where asked
   * for.
   */
  default boolean handsBackStateSlopes() {
    return false;
  }

  /** Numbers from which a readout of this cell makes its outputs at each step, for D inputs and H hidden units. */
  default int readoutWidth(int D, int H) {
    return H;
  }

  /** A readout layer for this cell under a loss; asked for after {@link #declare}. */
  default ReadoutLayer readout(Loss loss) {
    return new AffineReadout();
  }

  /** Bytes that the cell holds beside parameters, tape and weights. */
  default long bytes(Tape.Capacity capacity, int D, int H, int numberBytes) {
    return 0;
  }

  /**
   * Sets initial values that are the cell's own matter, after initialisers filled the weights and zeros the rest.
   *
   * @param trialSeed for streams of its own
   */
  default void initialize(ParameterSet.Scope parameters, long trialSeed) {}

  /** Whether it can tell its gradient step by step, by {@link #components}. */
  default boolean hasComponents() {
    return false;
  }

  /** Its gradient step by step; asked for once, after {@link #bind}. Takes memory. */
  default TemporalComponents components() {
    throw new UnsupportedOperationException("this cell does not tell its gradient step by step");
  }

  /** Whether it can tell how its states change with its parameters, by {@link #tangent}. */
  default boolean hasTangent() {
    return false;
  }

  /**
   * Follows a direction of the parameters: sets how the states that the last forward pass left on the tape change along it, to first
   * order. Weights are clean.
   *
   * @param x what went in
   * @param inputChanges [T B, D] from {@code inputChangesAt} on, how that changes; null where it does not
   * @param direction as long as all parameters of the network
   * @param changes [(T + 1) B, H]; block 0, of the initial state, is there already
   */
  default void tangent(
      Inputs x, Tensor inputChanges, int inputChangesAt, Tensor direction, Tensor changes, int T, int B) {
    throw new UnsupportedOperationException("this cell does not follow directions");
  }

  /** Declares the parameters of a layer with D inputs and states of H numbers. */
  void declare(ParameterSet.Builder parameters, int D, int H);

  /** Receives what it works with, once. */
  void bind(Site site);

  /**
   * Gets ready for the passes of one update: a cell that draws numbers draws them here; the same epoch and batch give the same
   * ones.
   */
  default void prepareTraining(long epoch, long batch, int T, int B) {}

  /** The same for a pass of evaluation. */
  default void prepareEvaluation() {}

  /** Fills the tape's states from x [T B, D]; block 0, the initial state, is there already. */
  void forward(Inputs x, int T, int B);

  /**
   * Turns the tape's slopes by the states, as far as they come from above, into the gradients of the cell's parameters and, where
   * asked for, the slopes by inputs and initial state. Called after {@link #forward} on the same x.
   */
  void backward(Inputs x, int T, int B);
}
