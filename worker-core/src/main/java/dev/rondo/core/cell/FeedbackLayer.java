package dev.rondo.core.cell;

import static dev.rondo.core.compute.Kernels.Op.PLAIN;
import static dev.rondo.core.compute.Kernels.Op.TRANSPOSED;

import dev.rondo.core.compute.Activation;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Lane.Use;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.Inputs;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape;
import dev.rondo.core.model.Weight;
import java.util.ArrayList;
import java.util.List;

/** One layer of a {@link GatedFeedbackCell}, in its letters; D are the numbers of the layer below, K the blocks of a unit. */
final class FeedbackLayer {
  private final FeedbackShape shape;
  private final FeedbackShared shared; // null without gates, as all that is about gates
  private final FeedbackLayer below; // null for the lowest
  private final Kernels kernels;
  private final Cell.Site site;
  private final int H;
  private final Weight input; // W, [D, K H]
  private final Weight recurrent; // the U of all that this layer feeds, [H, sentBlocks H]
  private final View bias; // [1, K H]
  private final Weight gateInput; // w, [D, L]
  private final Weight gateStates; // u, [L H, L]

  private final Tensor sums; // a, [T B, K H]
  private final Tensor sent; // h_before U, [T B, sentBlocks H]
  private final Tensor feedback; // S, [T B, H]
  private final Tensor gates; // g, [T B, L]
  private final Tensor gateSlopes;
  private final Tensor wideGates; // g, each number H times, [T B, L H]
  private final Tensor h; // [(T + 1) B, H]
  private final Tensor dh; // its slopes; this layout has a place for those by the initial state
  private final Tensor c; // memory of LSTM units, [(T + 1) B, H]; else null
  private final Tensor dc; // [B, H]
  private final Columns shown; // h among the states of all layers
  private final StepLanes forward;
  private final StepLanes backward;
  private final StepLanes returning; // slopes by the states of all layers, of which this layer takes its own
  private final List<StepLanes> gathering = new ArrayList<>(); // from each layer that feeds this one
  private final List<StepLanes> scattering = new ArrayList<>();

  FeedbackLayer(FeedbackShape shape, FeedbackShared shared, FeedbackLayer below, int index, Cell.Site site) {
    this.shape = shape;
    this.shared = shared;
    this.below = below;
    this.site = site;
    H = site.H();
    kernels = site.kernels();
    String prefix = prefix(index);
    input = site.weights().get(prefix + "input");
    recurrent = site.weights().get(prefix + "recurrent");
    bias = site.parameters().view(prefix + "bias");
    gateInput = site.weights().get(prefix + "gate-input");
    gateStates = site.weights().get(prefix + "gate-states");
    Memory memory = site.memory();
    int rows = site.capacity().rows();
    int batch = site.capacity().batch();
    sums = memory.tensor(rows, shape.unit().blocks * H);
    sent = memory.tensor(rows, shape.sentBlocks() * H);
    feedback = memory.tensor(rows, H);
    h = memory.tensor(rows + batch, H);
    dh = memory.tensor(rows + batch, H);
    c = shape.unit() == FeedbackUnit.LSTM ? memory.tensor(rows + batch, H) : null;
    dc = c == null ? null : memory.tensor(batch, H);
    gates = shape.gated() ? memory.tensor(rows, shape.depth()) : null;
    gateSlopes = shape.gated() ? memory.tensor(rows, shape.depth()) : null;
    wideGates = shape.gated() ? memory.tensor(rows, shape.depth() * H) : null;
    shown = shape.gated() ? new Columns(shared.states(), shape.depth() * H, index * H, h, H, kernels) : null;
    returning = shape.gated()
        ? new StepLanes().sums(shared.slopes(), shape.depth() * H, index * H, Use.READ).before(dh, H, Use.UPDATE) : null;
    forward = unitLanes(Use.READ, Use.WRITE).after(h, H, Use.WRITE);
    backward = unitLanes(Use.UPDATE, Use.READ).after(dh, H, Use.READ);
    if (shape.unit() == FeedbackUnit.LSTM) {
      backward.same(dc, H, 0, Use.UPDATE);
    } else if (shape.unit() == FeedbackUnit.GRU) {
      backward.before(dh, H, Use.UPDATE);
    }
  }

  /** All that stands in the lanes of a unit before its state. */
  private StepLanes unitLanes(Use ofRecurrence, Use ofMemory) {
    StepLanes lanes = new StepLanes();
    int K = shape.unit().blocks;
    for (int k = 0; k < K; k++) {
      lanes.sums(sums, K * H, k * H, Use.UPDATE);
    }
    lanes.sums(feedback, H, 0, ofRecurrence);
    for (int k = 1; k < K; k++) {
      lanes.sums(sent, shape.sentBlocks() * H, (shape.fed() + k - 1) * H, ofRecurrence);
    }
    if (shape.unit() == FeedbackUnit.LSTM) {
      lanes.before(c, H, Use.READ).after(c, H, ofMemory);
    } else if (shape.unit() == FeedbackUnit.GRU) {
      lanes.before(h, H, Use.READ);
    }
    return lanes;
  }

  /** Another layer, or this one, feeds this one, which is at {@code index}. */
  void feed(FeedbackLayer from, int fromIndex, int index) {
    StepLanes gather = new StepLanes();
    StepLanes scatter = new StepLanes();
    if (shape.gated()) {
      gather.sums(wideGates, shape.depth() * H, fromIndex * H, Use.READ);
      scatter.sums(wideGates, shape.depth() * H, fromIndex * H, Use.UPDATE);
    }
    int column = shape.block(index) * H;
    gather.sums(from.sent, shape.sentBlocks() * H, column, Use.READ).sums(feedback, H, 0, Use.UPDATE);
    scatter.sums(from.sent, shape.sentBlocks() * H, column, Use.UPDATE).sums(feedback, H, 0, Use.READ);
    gathering.add(gather);
    scattering.add(scatter);
  }

  private static String prefix(int index) {
    return "stack" + (index + 1) + ".";
  }

  static void declare(FeedbackShape shape, ParameterSet.Builder parameters, int index, int D, int H) {
    int K = shape.unit().blocks;
    String prefix = prefix(index);
    parameters
        .add(prefix + "input", Group.INPUT, D, K * H, K)
        .add(prefix + "recurrent", Group.RECURRENT, H, shape.sentBlocks() * H, shape.sentBlocks())
        .add(prefix + "bias", Group.BIAS, 1, K * H);
    if (shape.gated()) {
      parameters
          .add(prefix + "gate-input", Group.INPUT, D, shape.depth())
          .add(prefix + "gate-states", Group.INPUT, shape.depth() * H, shape.depth());
    }
  }

  static long bytes(FeedbackShape shape, Tape.Capacity capacity, int H, int numberBytes) {
    int rows = capacity.rows();
    long states = Memory.size((long) rows + capacity.batch(), H);
    long numbers = Memory.size(rows, (shape.unit().blocks + shape.sentBlocks() + 1L) * H) + 2 * states;
    if (shape.unit() == FeedbackUnit.LSTM) {
      numbers += states + Memory.size(capacity.batch(), H);
    }
    if (shape.gated()) {
      numbers += Memory.size(rows, shape.depth() * (H + 2L));
    }
    return numbers * numberBytes;
  }

  Tensor states() {
    return h;
  }

  Tensor slopes() {
    return dh;
  }

  /** Gets ready for the steps of a batch, from state 0; x is used by the lowest layer. */
  void begin(Inputs x, int T, int B) {
    kernels.fillRows(T * B, bias.cols(), site.parameters().values(), bias.offset(), sums, 0);
    kernels.fill(sent, 0, T * B * shape.sentBlocks() * H, 0);
    kernels.fill(feedback, 0, T * B * H, 0);
    kernels.fill(h, 0, B * H, 0);
    if (c != null) {
      kernels.fill(c, 0, B * H, 0);
    }
    if (shape.gated()) {
      kernels.fill(gates, 0, T * B * shape.depth(), 0);
    }
    if (below == null) {
      input.addProduct(x, sums, 0, T, B);
      if (shape.gated()) {
        gateInput.addProduct(x, gates, 0, T, B);
      }
    }
  }

  /** Takes over an initial state [B, H] that is not 0. */
  void start(Tensor initial, int B) {
    h.copyFrom(0, initial, 0, B * H);
  }

  /** Shows the state before step t to the gates of all layers. */
  void show(int t, int B) {
    if (shape.gated()) {
      shown.put(t * B, t * B, B);
    }
  }

  /** Multiplies the state before step t for all layers that it feeds. */
  void send(int t, int B) {
    recurrent.addStep(t, h, t * B * H, sent, t * B * shape.sentBlocks() * H, B);
  }

  /** From the state below after step t, and what all have sent, to the state after step t. */
  void step(int t, int B) {
    int L = shape.depth();
    if (below != null) {
      input.addStep(t, below.h, (t + 1) * B * H, sums, t * B * bias.cols(), B);
    }
    if (shape.gated()) {
      if (below != null) {
        gateInput.addStep(t, below.h, (t + 1) * B * H, gates, t * B * L, B);
      }
      gateStates.addStep(t, shared.states(), t * B * L * H, gates, t * B * L, B);
      kernels.activate(Activation.LOGISTIC, gates, t * B * L, B * L);
      kernels.gemm(PLAIN, PLAIN, B, L * H, L, 1, gates, t * B * L, shared.wide(), 0, 0, wideGates, t * B * L * H);
    }
    for (StepLanes lanes : gathering) {
      kernels.pointwise(shape.gated() ? FeedbackSum.GATED : FeedbackSum.OPEN, B, H, lanes.at(t, B));
    }
    kernels.pointwise(shape.unit().forward, B, H, forward.at(t, B));
  }

  /** Gets ready for the steps back: no slopes by any state yet. */
  void beginBack(int T, int B) {
    kernels.fill(dh, 0, (T + 1) * B * H, 0);
    if (dc != null) {
      kernels.fill(dc, 0, B * H, 0);
    }
  }

  /** The way back through {@link #step}. */
  void stepBack(int t, int B) {
    int L = shape.depth();
    // Forward: h = the unit's function of sums and feedback.
    kernels.pointwise(shape.unit().backward, B, H, backward.at(t, B));
    // Forward: S = the sum of g (h_before U).
    for (StepLanes lanes : scattering) {
      kernels.pointwise(shape.gated() ? FeedbackSum.GATED_BACK : FeedbackSum.OPEN_BACK, B, H, lanes.at(t, B));
    }
    if (shape.gated()) {
      kernels.gemm(PLAIN, TRANSPOSED, B, L, L * H, 1, wideGates, t * B * L * H, shared.wide(), 0, 0, gateSlopes, t * B * L);
      // Forward: g = logistic(h_below w + h*_before u).
      kernels.timesSlope(Activation.LOGISTIC, gates, t * B * L, gateSlopes, t * B * L, B * L);
      gateStates.addBackStep(t, gateSlopes, t * B * L, shared.slopes(), t * B * L * H, B);
      if (below != null) {
        gateInput.addBackStep(t, gateSlopes, t * B * L, below.dh, (t + 1) * B * H, B);
      }
    }
    // Forward: a = h_below W + b.
    if (below != null) {
      input.addBackStep(t, sums, t * B * bias.cols(), below.dh, (t + 1) * B * H, B);
    }
  }

  /** The way back through {@link #show} and {@link #send}. */
  void sendBack(int t, int B) {
    // Forward: h is among h*.
    if (shape.gated()) {
      kernels.pointwise(FeedbackSum.OPEN, B, H, returning.at(t, B));
    }
    // Forward: h_before U.
    recurrent.addBackStep(t, sent, t * B * shape.sentBlocks() * H, dh, t * B * H, B);
  }

  /** Sets the gradients, over all steps. */
  void gradients(Inputs x, int T, int B) {
    // Forward: a = h_below W + b.
    kernels.columnSums(T * B, bias.cols(), sums, 0, 0, site.parameters().gradients(), bias.offset());
    recurrent.gradient(h, 0, sent, 0, T, B);
    if (below == null) {
      input.gradient(x, sums, 0, T, B);
    } else {
      input.gradient(below.h, B * H, sums, 0, T, B);
    }
    if (shape.gated()) {
      gateStates.gradient(shared.states(), 0, gateSlopes, 0, T, B);
      if (below == null) {
        gateInput.gradient(x, gateSlopes, 0, T, B);
      } else {
        gateInput.gradient(below.h, B * H, gateSlopes, 0, T, B);
      }
    }
  }
}
