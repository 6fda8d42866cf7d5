package dev.rondo.core.model;

import dev.rondo.core.cell.Cell;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.perturb.Perturbation;
import dev.rondo.spec.Params;
import java.util.Locale;

/**
 * What a network is: a cell and an affine readout to O outputs under a loss. {@link Bptt} runs it.
 *
 * @param D inputs
 * @param H hidden units
 * @param O outputs
 */
public record Network(Cell cell, Loss loss, int D, int H, int O, ParameterSet.Builder layout) {
  static final String OUTPUT = "output";
  static final String OUTPUT_BIAS = "output-bias";

  /** The network of the settings below {@code model}, between D inputs and O outputs. */
  public static Network of(Params model, int D, int O, Loss taskLoss) {
    Cell cell = Cell.Kind.of(model.at("cell"));
    Loss loss = Readout.valueOf(model.at("readout").kind().toUpperCase(Locale.ROOT)).loss(taskLoss);
    int H = model.integer("hidden");
    ParameterSet.Builder layout = new ParameterSet.Builder();
    cell.declare(layout, D, H);
    layout.add(OUTPUT, Group.OUTPUT, H, O).add(OUTPUT_BIAS, Group.BIAS, 1, O);
    return new Network(cell, loss, D, H, O, layout);
  }

  /** Floating-point operations of one row (one step of one sequence) forward, all products counted as dense. */
  public double forwardFlops() {
    return layout.views().stream().filter(v -> v.group() != Group.BIAS).mapToDouble(v -> 2.0 * v.size()).sum();
  }

  /** The same with the backward pass: each weight's gradient, and the errors sent back, which inputs do not need. */
  public double trainingFlops() {
    return layout.views().stream()
        .filter(v -> v.group() != Group.BIAS)
        .mapToDouble(v -> (v.group() == Group.INPUT ? 4.0 : 6.0) * v.size())
        .sum();
  }

  /** Bytes of native and Java memory that {@link Bptt} will hold for this network, parameters included. */
  public long bytes(Tape.Capacity capacity, Perturbation perturbation, int numberBytes) {
    long bytes = 2L * numberBytes * layout.size() + Tape.bytes(capacity, H, O, numberBytes);
    // The largest weight in double precision while it is initialised, and as scratch of the kernels that transpose it.
    bytes += layout.views().stream().mapToLong(View::size).max().orElse(0) * (2L * Double.BYTES + 2L * numberBytes);
    for (View v : layout.views()) {
      boolean perturbed = perturbation != null && perturbation.perturbs(v.group());
      bytes += Weight.bytes(v, perturbed ? perturbation : null, capacity, numberBytes);
    }
    return bytes;
  }
}
