package dev.rondo.core.model;

import dev.rondo.core.cell.Cell;
import dev.rondo.core.cell.ReadoutLayer;
import dev.rondo.core.compute.Loss;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.perturb.Perturbation;
import dev.rondo.spec.Params;
import java.util.Locale;

/**
 * What a network is: a cell and its readout to O outputs under a loss. {@link Bptt} runs it.
 *
 * @param D inputs
 * @param H hidden units
 * @param O outputs
 */
public record Network(Cell cell, ReadoutLayer readout, Loss loss, int D, int H, int O, ParameterSet.Builder layout) {
  /** The network of the settings below {@code model}, between D inputs and O outputs. */
  public static Network of(Params model, int D, int O, Loss taskLoss) {
    Cell cell = Cell.Kind.of(model.at("cell"));
    Loss loss = Readout.valueOf(model.at("readout").kind().toUpperCase(Locale.ROOT)).loss(taskLoss);
    int H = model.integer("hidden");
    ParameterSet.Builder layout = new ParameterSet.Builder();
    cell.declare(layout, D, H);
    layout.add(ReadoutLayer.WEIGHT, Group.OUTPUT, H, O).add(ReadoutLayer.BIAS, Group.BIAS, 1, O);
    return new Network(cell, cell.readout(loss), loss, D, H, O, layout);
  }

  /**
   * Floating-point operations of one row (one step of one sequence) forward, all products counted as dense, and twice where
   * variances go beside the means.
   */
  public double forwardFlops() {
    return products() * layout.views().stream().filter(v -> v.group() != Group.BIAS).mapToDouble(v -> 2.0 * v.size()).sum();
  }

  private int products() {
    return cell.carriesVariances() ? 2 : 1;
  }

  /** The same with the backward pass: each weight's gradient, and the errors sent back, which inputs do not need. */
  public double trainingFlops() {
    return products() * layout.views().stream()
        .filter(v -> v.group() != Group.BIAS)
        .mapToDouble(v -> (v.group() == Group.INPUT ? 4.0 : 6.0) * v.size())
        .sum();
  }

  /** Bytes of native and Java memory that {@link Bptt} will hold for this network, parameters included. */
  public long bytes(Tape.Capacity capacity, Perturbation perturbation, int numberBytes) {
    long bytes = 2L * numberBytes * layout.size() + Tape.bytes(capacity, H, O, numberBytes);
    // The largest weight in double precision while it is initialised, and as scratch of the kernels that transpose it.
    bytes += layout.views().stream().mapToLong(View::size).max().orElse(0) * (2L * Double.BYTES + 2L * numberBytes);
    bytes += cell.bytes(capacity, D, H, numberBytes) + readout.bytes(capacity, H, O, numberBytes);
    if (cell.carriesVariances()) {
      return bytes;
    }
    for (View v : layout.views()) {
      boolean perturbed = perturbation != null && perturbation.perturbs(v.group());
      bytes += Weight.bytes(v, perturbed ? perturbation : null, capacity, numberBytes);
    }
    return bytes;
  }
}
