package dev.rondo.core.cell;

import static dev.rondo.core.compute.Kernels.Op.PLAIN;
import static dev.rondo.core.compute.Kernels.Op.TRANSPOSED;

import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Svd;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape;
import dev.rondo.core.model.Weight;
import dev.rondo.spec.Params;
import java.util.Map;
import java.util.Optional;

/**
 * The simple recurrent network with its recurrent weight in factors, W = U diag(s) V' (paper 004, equation 8). With a margin m
 * the singular values stay within 1 - m and 1 + m: s_i = 2 m (logistic(p_i) - 1/2) + 1, and the p_i are trained from 0 (equations
 * 10 and 11); without, the s_i themselves are. U and V' start as the factors of the weight that {@code init.recurrent} asks for.
 * That they stay orthogonal is the matter of {@link dev.rondo.core.optim.GeodesicSgd}.
 *
 * <p>W is put together once a batch, so a step costs one product as it does without factors.
 */
final class FactorisedElmanCell implements Cell {
  private static final String LEFT = "recurrent-left";
  private static final String RIGHT = "recurrent-right";
  private static final String SPECTRUM = "spectrum";

  private final ElmanCell elman;
  private final boolean startsFromOnes;
  private final Factors factors;

  private Site site;
  private Kernels kernels;
  private View left; // U, [H, H]
  private View right; // V', [H, H]
  private View spectrum; // p, or s, [1, H]
  private ParameterSet composed; // W, [H, H], and the slopes by it
  private Weight recurrent;
  private Tensor scaled; // U diag(s), [H, H]
  private Tensor outer; // [H, H]
  private Tensor values; // s after rectification, [1, H]
  private Tensor byValues; // slopes by s, [1, H]

  private FactorisedElmanCell(Params settings, double margin, boolean startsFromOnes) {
    elman = new ElmanCell(settings);
    this.startsFromOnes = startsFromOnes;
    factors = new Factors(LEFT, RIGHT, SPECTRUM, margin, settings.flag("rectify"));
  }

  static FactorisedElmanCell withMargin(Params settings) {
    return new FactorisedElmanCell(settings, settings.number("margin"), true);
  }

  static FactorisedElmanCell withoutMargin(Params settings) {
    return new FactorisedElmanCell(settings, Double.NaN, settings.text("start").equals("ones"));
  }

  @Override
  public Optional<Factors> factors() {
    return Optional.of(factors);
  }

  @Override
  public boolean takesNoiseOn(Group group) {
    return group != Group.RECURRENT;
  }

  @Override
  public boolean handsBackStateSlopes() {
    return true;
  }

  @Override
  public void declare(ParameterSet.Builder parameters, int D, int H) {
    parameters
        .add(ElmanCell.INPUT, Group.INPUT, D, H)
        .add(LEFT, Group.RECURRENT, H, H)
        .add(RIGHT, Group.RECURRENT, H, H)
        .add(SPECTRUM, Group.OTHER, 1, H)
        .add(ElmanCell.BIAS, Group.BIAS, 1, H);
    elman.declareTransfer(parameters, H);
  }

  /** The weight that was drawn for U is taken apart; that for V' is not used. */
  @Override
  public void initialize(ParameterSet.Scope parameters, long trialSeed) {
    elman.initialize(parameters, trialSeed);
    View u = parameters.view(LEFT);
    int H = u.rows();
    Svd svd = Svd.of(parameters.values().toArray(u.offset(), u.size()), H, H);
    parameters.values().put(u.offset(), svd.left());
    parameters.values().put(parameters.view(RIGHT).offset(), svd.right());
    double[] start = new double[H];
    for (int i = 0; i < H && Double.isNaN(factors.margin()); i++) {
      start[i] = startsFromOnes ? 1 : svd.values()[i];
    }
    parameters.values().put(parameters.view(SPECTRUM).offset(), start);
  }

  @Override
  public long bytes(Tape.Capacity capacity, int D, int H, int numberBytes) {
    View w = composed(H).views().get(0);
    return elman.bytes(capacity, D, H, numberBytes) + Weight.bytes(w, null, capacity, numberBytes)
        + numberBytes * (4 * Memory.size(H, H) + 2L * H);
  }

  private static ParameterSet.Builder composed(int H) {
    return new ParameterSet.Builder().add(ElmanCell.RECURRENT, Group.RECURRENT, H, H);
  }

  @Override
  public void bind(Site s) {
    site = s;
    kernels = s.kernels();
    left = s.parameters().view(LEFT);
    right = s.parameters().view(RIGHT);
    spectrum = s.parameters().view(SPECTRUM);
    int H = s.H();
    composed = composed(H).build(s.memory());
    recurrent = new Weight(composed, composed.view(ElmanCell.RECURRENT), null, 0, s.capacity(), kernels, s.memory());
    scaled = s.memory().tensor(H, H);
    outer = s.memory().tensor(H, H);
    values = s.memory().tensor(1, H);
    byValues = s.memory().tensor(1, H);
    elman.bind(new Site(
        s.parameters(), Map.of(ElmanCell.INPUT, s.weights().get(ElmanCell.INPUT), ElmanCell.RECURRENT, recurrent), kernels,
        s.tape(), s.inputSlopes(), s.capacity(), s.memory(), s.stream(), H));
  }

  @Override
  public void forward(Inputs x, int T, int B) {
    int H = site.H();
    Tensor p = site.parameters().values();
    for (int i = 0; i < H; i++) {
      values.set(i, factors.singularValue(p.get(spectrum.offset() + i)));
    }
    kernels.fillRows(H, H, values, 0, outer, 0);
    kernels.product(p, left.offset(), outer, 0, scaled, 0, H * H);
    kernels.gemm(PLAIN, PLAIN, H, H, H, 1, scaled, 0, p, right.offset(), 0, composed.values(), 0);
    recurrent.perturb(0, 0, T, B);
    elman.forward(x, T, B);
  }

  @Override
  public void backward(Inputs x, int T, int B) {
    int H = site.H();
    Tensor p = site.parameters().values();
    Tensor gradients = site.parameters().gradients();
    elman.backward(x, T, B);
    Tensor byW = composed.gradients();
    // Forward: W = (U diag(s)) V'.
    kernels.gemm(TRANSPOSED, PLAIN, H, H, H, 1, scaled, 0, byW, 0, 0, gradients, right.offset());
    kernels.gemm(PLAIN, TRANSPOSED, H, H, H, 1, byW, 0, p, right.offset(), 0, outer, 0);
    // Forward: U diag(s).
    kernels.product(outer, 0, p, left.offset(), scaled, 0, H * H);
    kernels.columnSums(H, H, scaled, 0, 0, byValues, 0);
    kernels.fillRows(H, H, values, 0, scaled, 0);
    kernels.product(outer, 0, scaled, 0, gradients, left.offset(), H * H);
    // Forward: s = max(s(p), 0), or s(p).
    for (int i = 0; i < H; i++) {
      gradients.set(spectrum.offset() + i, factors.slope(p.get(spectrum.offset() + i)) * byValues.get(i));
    }
  }
}
