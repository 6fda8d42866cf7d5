package dev.rondo.core.probe;

import dev.rondo.core.Model;
import dev.rondo.core.ProbeRow;
import dev.rondo.core.compute.Kernels;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.spec.Params;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The probes of one trial and what they have measured: before training as epoch 0, then after every so many epochs. */
public final class Probes {
  private final Map<Probe.Kind, Probe> probes = new EnumMap<>(Probe.Kind.class);
  private final int every;
  private final List<ProbeRow> rows = new ArrayList<>();

  /** By their numbers of sequences. */
  private final Map<Integer, ProbePass> passes = new TreeMap<>();

  private Model model;
  private ParameterSet parameters;
  private Kernels kernels;

  /** @param p settings {@code kinds} and {@code every}; a kind named twice counts once */
  public Probes(Params p) {
    p.texts("kinds").stream().map(Probe.Kind::of).forEach(kind -> probes.put(kind, kind.create()));
    every = p.integer("every");
  }

  /** @throws IllegalArgumentException when a probe makes no sense with the model */
  public void check(Model of) {
    probes.forEach((kind, probe) -> probe.check(kind, of));
  }

  /** Bytes that they hold. */
  public long bytes(Model of) {
    return sizes(of).mapToLong(n -> ProbePass.bytes(of, n)).sum();
  }

  private IntStream sizes(Model of) {
    return probes.values().stream().mapToInt(probe -> probe.sequences(batch(of))).filter(n -> n > 0).distinct();
  }

  private static int batch(Model of) {
    return of.params().integer("train.batch");
  }

  /** Receives what they will look at, once. */
  public void bind(Model of, ParameterSet trained, Kernels trialKernels, Memory memory) {
    model = of;
    parameters = trained;
    kernels = trialKernels;
    sizes(of).forEach(n -> passes.put(n, new ProbePass(of, n, kernels, memory)));
  }

  /** Measures if it is this epoch's turn. */
  public void after(int epoch) {
    if (epoch % every != 0) {
      return;
    }
    passes.values().forEach(pass -> pass.take(parameters));
    probes.forEach((kind, probe) -> probe.measure(
        new Probe.Subject(model, parameters, kernels, passes.get(probe.sequences(batch(model)))),
        (key, value) -> rows.add(new ProbeRow(epoch, kind.text(), key, value))));
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
