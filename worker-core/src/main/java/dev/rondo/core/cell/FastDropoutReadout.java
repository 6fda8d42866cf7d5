package dev.rondo.core.cell;

import dev.rondo.core.compute.GaussianTransfer;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.model.Tape;

/**
 * The readout of cells with fast dropout (paper 000, section 6.5). Logistic outputs: the mean of logistic(o) over the normal o,
 * as the logit that has this mean, so that the cross-entropy of the mean is the usual stable loss of a logit. Softmax and linear
 * outputs are those of the means; there dropout only scales by 1 - p, and variances have no say.
 */
final class FastDropoutReadout implements ReadoutLayer {
  private final StateVariances states;
  private final double drop;
  private final boolean logistic;

  private Site site;
  private Kernels kernels;
  private DroppedWeight weight; // [H, O]
  private View bias; // [1, O]
  private Tensor spread; // of the states, [T B, H]; this and the following are null unless logistic
  private Tensor means; // of o, [T B, O]
  private Tensor variances;
  private Tensor slopes; // by the variances

  FastDropoutReadout(StateVariances states, double drop, boolean logistic) {
    this.states = states;
    this.drop = drop;
    this.logistic = logistic;
  }

  @Override
  public void bind(Site s) {
    site = s;
    kernels = s.kernels();
    weight = new DroppedWeight(s.parameters(), WEIGHT, drop, false, kernels, s.memory());
    bias = s.parameters().view(BIAS);
    if (logistic) {
      int rows = s.capacity().rows();
      spread = s.memory().tensor(rows, s.H());
      means = s.memory().tensor(rows, bias.cols());
      variances = s.memory().tensor(rows, bias.cols());
      slopes = s.memory().tensor(rows, bias.cols());
    }
  }

  @Override
  public long bytes(Tape.Capacity capacity, int H, int O, int numberBytes) {
    long moments = logistic ? Memory.size(capacity.rows(), H) + 3 * Memory.size(capacity.rows(), O) : 0;
    return numberBytes * moments + DroppedWeight.bytes(H, O, false, numberBytes);
  }

  @Override
  public void forward(int T, int B) {
    weight.refresh();
    Tensor h = site.tape().states();
    Tensor o = site.outputs();
    int block = B * site.H();
    int n = T * B * bias.cols();
    Tensor sums = logistic ? means : o;
    kernels.fillRows(T * B, bias.cols(), site.parameters().values(), bias.offset(), sums, 0);
    if (!logistic) {
      weight.addMeans(h, block, sums, 0, T * B);
      return;
    }
    weight.spread(h, block, states.variances(), block, spread, 0, T * B);
    kernels.fill(variances, 0, n, 0);
    weight.add(h, block, spread, 0, means, 0, variances, 0, T * B);
    kernels.moments(GaussianTransfer.LOGIT, means, 0, variances, 0, o, 0, null, 0, n);
  }

  @Override
  public void backward(int T, int B) {
    Tensor h = site.tape().states();
    Tensor d = site.outputs();
    int block = B * site.H();
    int n = T * B * bias.cols();
    if (logistic) {
      // Forward: o = the logit of the mean of logistic(a).
      kernels.momentSlopes(GaussianTransfer.LOGIT, means, 0, variances, 0, d, 0, slopes, 0, n);
      // Forward: a = D_ho(h) + b_o, in moments.
      weight.gradient(h, block, spread, d, slopes, T * B);
      weight.back(d, slopes, h, block, site.tape().slopes(), states.varianceSlopes(), T * B);
    } else {
      // Forward: the mean of D_ho(h) + b_o.
      weight.gradientOfMeans(h, block, d, T * B);
      weight.backMeans(d, site.tape().slopes(), T * B);
      kernels.fill(states.varianceSlopes(), 0, T * block, 0);
    }
    kernels.columnSums(T * B, bias.cols(), d, 0, 0, site.parameters().gradients(), bias.offset());
  }
}
