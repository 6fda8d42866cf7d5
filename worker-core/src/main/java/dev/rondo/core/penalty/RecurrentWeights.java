package dev.rondo.core.penalty;

import static dev.rondo.core.compute.Kernels.Op.PLAIN;
import static dev.rondo.core.compute.Kernels.Op.TRANSPOSED;

import dev.rondo.core.cell.Factors;
import dev.rondo.core.compute.Dense;
import dev.rondo.core.model.Network;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import java.util.ArrayList;
import java.util.List;

/** The square recurrent weights of a network, one a gate where a cell has several; those in factors are multiplied out. */
public final class RecurrentWeights {
  private RecurrentWeights() {}

  /** A recurrent weight W [n, n], in double precision. */
  public interface Square {
    /** That of its parameter, with the block's number where that has several; recurrent for a weight in factors. */
    String name();

    int n();

    double[] values(ParameterSet parameters);

    /** Adds the slopes of something by W, [n, n], to the gradients of the parameters that W is made of. */
    void addGradient(ParameterSet parameters, double[] byW);
  }

  public static List<Square> of(Network network) {
    List<Square> all = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    for (Network.Layer layer : network.layers()) {
      layer.cell().factors().ifPresent(f -> {
        all.add(new Factored(f, layer.prefix(), network.H()));
        parts.addAll(List.of(layer.prefix() + f.left(), layer.prefix() + f.right()));
      });
    }
    for (View v : network.layout().views()) {
      boolean whole = v.group() == Group.RECURRENT && v.rows() == v.blockCols() && !parts.contains(v.name());
      for (int k = 0; whole && k < v.blocks(); k++) {
        all.add(new Block(v, k));
      }
    }
    return all;
  }

  /** U and V' of the weights in factors, each by itself. */
  public static List<Square> bases(Network network) {
    List<Square> all = new ArrayList<>();
    for (Network.Layer layer : network.layers()) {
      layer.cell().factors().ifPresent(f -> network.layout().views().stream()
          .filter(v -> v.name().equals(layer.prefix() + f.left()) || v.name().equals(layer.prefix() + f.right()))
          .forEach(v -> all.add(new Block(v, 0))));
    }
    return all;
  }

  private record Block(View view, int index) implements Square {
    @Override
    public String name() {
      return view.blocks() == 1 ? view.name() : view.name() + "." + index;
    }

    @Override
    public int n() {
      return view.rows();
    }

    @Override
    public double[] values(ParameterSet parameters) {
      double[] w = new double[n() * n()];
      for (int i = 0; i < n(); i++) {
        System.arraycopy(parameters.values().toArray(row(i), n()), 0, w, i * n(), n());
      }
      return w;
    }

    @Override
    public void addGradient(ParameterSet parameters, double[] byW) {
      for (int i = 0; i < n(); i++) {
        add(parameters, row(i), byW, i * n(), n());
      }
    }

    private int row(int i) {
      return view.offset() + i * view.cols() + index * n();
    }
  }

  private record Factored(Factors factors, String prefix, int n) implements Square {
    @Override
    public String name() {
      return prefix + "recurrent";
    }

    @Override
    public double[] values(ParameterSet parameters) {
      return Dense.product(PLAIN, PLAIN, n, n, n, scaled(parameters), part(parameters, factors.right()));
    }

    @Override
    public void addGradient(ParameterSet parameters, double[] byW) {
      // W = (U diag(s)) V'.
      double[] left = part(parameters, factors.left());
      double[] right = part(parameters, factors.right());
      double[] byScaled = Dense.product(PLAIN, TRANSPOSED, n, n, n, byW, right);
      add(parameters, offset(parameters, factors.right()),
          Dense.product(TRANSPOSED, PLAIN, n, n, n, scaled(parameters), byW), 0, n * n);
      double[] p = part(parameters, factors.spectrum());
      double[] byP = new double[n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          byP[j] += left[i * n + j] * byScaled[i * n + j] * factors.slope(p[j]);
          byScaled[i * n + j] *= factors.singularValue(p[j]);
        }
      }
      add(parameters, offset(parameters, factors.left()), byScaled, 0, n * n);
      add(parameters, offset(parameters, factors.spectrum()), byP, 0, n);
    }

    /** U diag(s). */
    private double[] scaled(ParameterSet parameters) {
      double[] u = part(parameters, factors.left());
      double[] p = part(parameters, factors.spectrum());
      for (int i = 0; i < n * n; i++) {
        u[i] *= factors.singularValue(p[i % n]);
      }
      return u;
    }

    private double[] part(ParameterSet parameters, String name) {
      View v = parameters.view(prefix + name);
      return parameters.values().toArray(v.offset(), v.size());
    }

    private int offset(ParameterSet parameters, String name) {
      return parameters.view(prefix + name).offset();
    }
  }

  private static void add(ParameterSet parameters, int at, double[] slopes, int from, int length) {
    double[] sum = parameters.gradients().toArray(at, length);
    for (int i = 0; i < length; i++) {
      sum[i] += slopes[from + i];
    }
    parameters.gradients().put(at, sum);
  }
}
