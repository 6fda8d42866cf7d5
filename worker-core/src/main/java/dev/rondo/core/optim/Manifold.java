package dev.rondo.core.optim;

import dev.rondo.core.cell.Factors;
import dev.rondo.core.model.Network;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.spec.Params;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How orthogonal recurrent weights move: as the optimizer moves everything, or so that they stay orthogonal. */
public enum Manifold {
  NONE,
  GEODESIC_SGD;

  /**
   * The optimizer of a trial.
   *
   * @param params all settings of the trial
   * @param optimizer that of section {@code optimizer}
   * @throws IllegalArgumentException when the network has no orthogonal weights
   */
  public static Optimizer over(Optimizer optimizer, Params params, Network network) {
    Params p = params.at("manifold");
    if (p.isNone("kind")) {
      return optimizer;
    }
    List<String> orthogonal = new ArrayList<>();
    Map<String, Double> spectra = new LinkedHashMap<>();
    for (Network.Layer layer : network.layers()) {
      layer.cell().factors().ifPresent(f -> {
        orthogonal.addAll(List.of(layer.prefix() + f.left(), layer.prefix() + f.right()));
        spectra.putAll(rates(layer.prefix(), f));
      });
    }
    if (orthogonal.isEmpty()) {
      orthogonal.addAll(startOrthogonal(params, network));
    }
    return switch (valueOf(p.kind().toUpperCase(Locale.ROOT).replace('-', '_'))) {
      case NONE -> optimizer;
      case GEODESIC_SGD -> new GeodesicSgd(p, optimizer, orthogonal, spectra);
    };
  }

  /** With a margin m, p moves s by 2 m logistic'(p), so its rate is divided by 2 m; with m = 0 nothing moves. */
  private static Map<String, Double> rates(String prefix, Factors f) {
    return f.margin() == 0 ? Map.of() : Map.of(prefix + f.spectrum(), Double.isNaN(f.margin()) ? 1 : 2 * f.margin());
  }

  private static List<String> startOrthogonal(Params params, Network network) {
    List<String> names = network.layout().views().stream()
        .filter(v -> v.group() == Group.RECURRENT && v.blocks() == 1 && v.rows() == v.cols() && v.mask() == null && v.trained())
        .map(View::name).toList();
    String kind = "manifold.kind = " + params.text("manifold.kind");
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          kind + " with model.cell.kind = " + params.text("model.cell.kind") + ": this cell has no recurrent weight that can stay"
              + " orthogonal; set model.cell.kind = factorised-elman or elman, or manifold.kind = none");
    }
    if (!params.text("init.recurrent.kind").equals("orthogonal") || params.number("init.recurrent.gain") != 1) {
      throw new IllegalArgumentException(
          kind + ": the recurrent weight has to be orthogonal from the start; set init.recurrent { kind = orthogonal, gain = 1 },"
              + " or model.cell.kind = factorised-elman, whose factors always are");
    }
    return names;
  }
}
