package dev.rondo.core.model;

import dev.rondo.core.model.Graph.Number;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.spec.Params;
import java.util.HashMap;
import java.util.Map;

/**
 * Gated cells with Bernoulli outputs as plain loops over single numbers, as one would write them from the papers; gradients come
 * from the chain rule, number by number.
 */
final class NaiveGates {
  final double loss;
  final double[] gradient;

  private final SmallNetwork network;
  private final Params cell;
  private final Graph graph = new Graph();
  private final Number[] parameters;
  private final Map<String, View> views = new HashMap<>();
  private String layer;

  NaiveGates(SmallNetwork network) {
    this.network = network;
    cell = Params.of(network.config).at("model.cell");
    parameters = new Number[network.parameters.size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = graph.constant(network.parameters.values().get(i));
    }
    Number total = graph.constant(0);
    for (int b = 0; b < SmallNetwork.B; b++) {
      total = total.plus(sequence(b));
    }
    loss = total.affine(1 / network.batch.count(), 0).value;
    graph.backward();
    gradient = new double[parameters.length];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = parameters[i].slope;
    }
  }

  private Number parameter(String name, int row, int col) {
    View v = views.computeIfAbsent(name, network.parameters::view);
    return parameters[v.offset() + row * v.cols() + col];
  }

  /** The summed loss of one sequence. */
  private Number sequence(int b) {
    int H = SmallNetwork.H;
    int layers = network.network.layers().size();
    Number[][] h = new Number[layers][H];
    Number[][] c = new Number[layers][H];
    for (int i = 0; i < layers; i++) {
      for (int j = 0; j < H; j++) {
        h[i][j] = parameter(network.network.layers().get(i).prefix() + "initial-state", 0, j);
        c[i][j] = graph.constant(0);
      }
    }
    double[][][] inputs = NaiveTwinTest.rows(network.batch.inputs().values(), SmallNetwork.D);
    double[][][] targets = NaiveTwinTest.rows(network.batch.targets(), SmallNetwork.O);
    boolean[][] counts = NaiveTwinTest.counts(network.batch);
    Number total = graph.constant(0);
    for (int t = 0; t < SmallNetwork.T; t++) {
      Number[] u = new Number[SmallNetwork.D];
      for (int i = 0; i < u.length; i++) {
        u[i] = graph.constant(inputs[t][b][i]);
      }
      for (int i = 0; i < layers; i++) {
        layer = network.network.layers().get(i).prefix();
        h[i] = step(u, h[i], c[i]);
        u = h[i];
      }
      for (int k = 0; k < SmallNetwork.O && counts[t][b]; k++) {
        Number o = parameter("output-bias", 0, k);
        for (int j = 0; j < H; j++) {
          o = o.plus(u[j].times(parameter("output", j, k)));
        }
        total = total.plus(o.softplus()).plus(o.affine(-targets[t][b][k], 0));
      }
    }
    return total;
  }

  /** The state after a step; c changes in place. */
  private Number[] step(Number[] u, Number[] before, Number[] c) {
    Number[] h = new Number[before.length];
    for (int j = 0; j < h.length; j++) {
      h[j] = switch (cell.kind()) {
        case "lstm" -> lstm(u, before, c, j, false);
        case "lstm-peephole" -> lstm(u, before, c, j, true);
        case "lstm-1997" -> lstm1997(u, before, c, j);
        default -> cell.text("form").equals("thesis") ? thesisGru(u, before, j) : torchGru(u, before, j);
      };
    }
    return h;
  }

  /** Unit j's sum of a vector times one block of a weight of this layer. */
  private Number sum(Number[] x, String weight, int block, int j) {
    Number sum = graph.constant(0);
    for (int i = 0; i < x.length; i++) {
      sum = sum.plus(x[i].times(parameter(layer + weight, i, block * SmallNetwork.H + j)));
    }
    return sum;
  }

  private Number bias(String name, int block, int j) {
    return parameter(layer + name, 0, block * SmallNetwork.H + j);
  }

  private Number net(Number[] u, Number[] h, int block, int j) {
    return sum(u, "input", block, j).plus(sum(h, "recurrent", block, j)).plus(bias("bias", block, j));
  }

  private Number lstm(Number[] u, Number[] h, Number[] c, int j, boolean peepholes) {
    Number[] a = new Number[4];
    for (int k = 0; k < 4; k++) {
      a[k] = net(u, h, k, j);
      if (peepholes && !cell.isNone("message-clip")) {
        a[k] = a[k].clipped(cell.number("message-clip"));
      }
    }
    if (peepholes) {
      a[0] = a[0].plus(bias("peepholes", 0, j).times(c[j]));
      a[1] = a[1].plus(bias("peepholes", 1, j).times(c[j]));
    }
    c[j] = a[1].logistic().times(c[j]).plus(a[0].logistic().times(a[2].tanh()));
    if (peepholes) {
      a[3] = a[3].plus(bias("peepholes", 2, j).times(c[j]));
    }
    return a[3].logistic().times(c[j].tanh());
  }

  private Number lstm1997(Number[] u, Number[] h, Number[] m, int j) {
    Number[] seen = new Number[h.length];
    for (int i = 0; i < h.length; i++) {
      seen[i] = cell.text("gradient").equals("truncated") ? h[i].cut() : h[i];
    }
    Number[] a = new Number[3];
    for (int k = 0; k < 3; k++) {
      a[k] = sum(u, "input", k, j).plus(sum(seen, "recurrent", k, j));
      if (cell.flag("biases")) {
        a[k] = a[k].plus(bias("bias", k, j));
      }
    }
    boolean original = cell.text("squashing").equals("original");
    Number g = original ? a[2].logistic().affine(4, -2) : a[2].tanh();
    m[j] = m[j].plus(g.times(a[0].logistic()));
    Number squashed = original ? m[j].logistic().affine(2, -1) : m[j].tanh();
    return squashed.times(a[1].logistic());
  }

  private Number f(Number x) {
    return cell.text("candidate").equals("tanh") ? x.tanh() : x.logistic();
  }

  private Number thesisGru(Number[] u, Number[] h, int j) {
    Number[] reset = new Number[h.length];
    for (int i = 0; i < h.length; i++) {
      reset[i] = net(u, h, 0, i).logistic().times(h[i]);
    }
    Number z = net(u, h, 1, j).logistic();
    Number n = f(sum(u, "input", 2, j).plus(bias("bias", 2, j)).plus(sum(reset, "recurrent-candidate", 0, j)));
    return z.affine(-1, 1).times(h[j]).plus(z.times(n));
  }

  private Number torchGru(Number[] u, Number[] h, int j) {
    Number r = net(u, h, 0, j).logistic();
    Number z = net(u, h, 1, j).logistic();
    Number q = sum(h, "recurrent", 2, j).plus(bias("candidate-bias", 0, j));
    Number n = f(sum(u, "input", 2, j).plus(bias("bias", 2, j)).plus(r.times(q)));
    return z.affine(-1, 1).times(n).plus(z.times(h[j]));
  }
}
