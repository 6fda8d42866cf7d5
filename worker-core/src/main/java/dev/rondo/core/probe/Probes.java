package dev.rondo.core.probe;

import dev.rondo.core.ProbeRow;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.optim.Optimizer;
import dev.rondo.spec.Params;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The probes of one trial and what they have measured: before training as epoch 0, then after every so many epochs. */
public final class Probes {
  private final Map<Probe.Kind, Probe> probes = new EnumMap<>(Probe.Kind.class);
  private final int every;
  private final List<ProbeRow> rows = new ArrayList<>();

  /** @param p settings {@code kinds} and {@code every}; a kind named twice counts once */
  public Probes(Params p) {
    p.texts("kinds").stream().map(Probe.Kind::of).forEach(kind -> probes.put(kind, kind.create()));
    every = p.integer("every");
  }

  /** Measures if it is this epoch's turn. */
  public void after(int epoch, ParameterSet parameters, Kernels kernels, Optimizer optimizer) {
    if (epoch % every == 0) {
      probes.forEach((kind, probe) ->
          probe.measure(
              parameters, kernels, optimizer, (key, value) -> rows.add(new ProbeRow(epoch, kind.text(), key, value))));
    }
  }

  /** Goes on from what was measured before. */
  public void goOn(List<ProbeRow> before) {
    rows.addAll(before);
  }

  /** By epoch, then in the order of the kinds. */
  public List<ProbeRow> rows() {
    return List.copyOf(rows);
  }
}
