package dev.rondo.core.penalty;

import dev.rondo.core.cell.LstmCell;
import dev.rondo.core.cell.ReadoutLayer;
import dev.rondo.core.compute.SpectralNorm;
import dev.rondo.core.model.Network;
import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.Group;
import dev.rondo.core.model.ParameterSet.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The norms of the nine weights of a network of one LSTM layer: those from the inputs and those from the states before, of input
 * gate, forget gate, candidate and output gate in this order, and that of the readout.
 */
public final class LstmNorms {
  /** Blocks of the cell, in their order in its weights. */
  static final int INPUT_GATE = 0;
  static final int FORGET = 1;
  static final int CANDIDATE = 2;
  static final int OUTPUT_GATE = 3;

  /** Weights from the inputs; those from the states follow, and the readout. */
  static final int STATES = 4;
  public static final int READOUT = 8;
  static final int COUNT = 9;

  private static final String[] BLOCKS = {"input-gate", "forget-gate", "candidate", "output-gate"};

  /** Which norm. */
  public enum Norm {
    /** The largest singular value, as the paper's induced norm. */
    SPECTRAL {
      @Override
      double of(double[] w, int rows, int cols, double[] slopes) {
        SpectralNorm top = SpectralNorm.of(w, rows, cols);
        for (int i = 0; i < rows; i++) {
          for (int j = 0; j < cols; j++) {
            slopes[i * cols + j] = top.left()[i] * top.right()[j];
          }
        }
        return top.value();
      }
    },
    /** The root of the sum of squares, never below the other and cheaper. */
    FROBENIUS {
      @Override
      double of(double[] w, int rows, int cols, double[] slopes) {
        double squares = 0;
        for (double v : w) {
          squares += v * v;
        }
        double root = Math.sqrt(squares);
        for (int i = 0; i < w.length; i++) {
          slopes[i] = root == 0 ? 0 : w[i] / root;
        }
        return root;
      }
    };

    static Norm of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** The norm of a matrix [rows, cols] and its slopes by the matrix; 0 at 0. */
    abstract double of(double[] w, int rows, int cols, double[] slopes);
  }

  private record Block(View view, int index) {
    int cols() {
      return view.blockCols();
    }

    int row(int i) {
      return view.offset() + i * view.cols() + index * cols();
    }
  }

  private final List<Block> blocks = new ArrayList<>();
  private final double[][] slopes = new double[COUNT][];
  private final double[] values = new double[COUNT];

  /** @throws IllegalArgumentException when {@link #suit} says no */
  public LstmNorms(Network network) {
    if (!suit(network)) {
      throw new IllegalArgumentException("not a network of one LSTM layer without peepholes");
    }
    for (Group group : List.of(Group.INPUT, Group.RECURRENT)) {
      View view = network.layout().views().stream()
          .filter(v -> v.group() == group && v.name().equals(group.name().toLowerCase(Locale.ROOT))).findFirst().orElseThrow();
      for (int k = 0; k < view.blocks(); k++) {
        blocks.add(new Block(view, k));
      }
    }
    blocks.add(new Block(
        network.layout().views().stream().filter(v -> v.name().equals(ReadoutLayer.WEIGHT)).findFirst().orElseThrow(), 0));
    for (int k = 0; k < COUNT; k++) {
      slopes[k] = new double[blocks.get(k).view.rows() * blocks.get(k).cols()];
    }
  }

  /** Whether a network is one layer of the cell lstm. */
  public static boolean suit(Network network) {
    return network.layers().size() == 1 && network.layers().get(0).cell() instanceof LstmCell lstm && !lstm.peepholes();
  }

  /** What the norm of an index is of: {@code input.forget-gate}, {@code recurrent.candidate}, {@code output}. */
  public static String name(int k) {
    return k == READOUT ? "output" : (k < STATES ? "input." : "recurrent.") + BLOCKS[k % STATES];
  }

  /** Measures the weights: the norms, in the order of {@link #name}. The array belongs to this object. */
  public double[] measure(ParameterSet parameters, Norm norm) {
    for (int k = 0; k < COUNT; k++) {
      Block block = blocks.get(k);
      int rows = block.view.rows();
      int cols = block.cols();
      double[] w = new double[rows * cols];
      for (int i = 0; i < rows; i++) {
        System.arraycopy(parameters.values().toArray(block.row(i), cols), 0, w, i * cols, cols);
      }
      values[k] = norm.of(w, rows, cols, slopes[k]);
    }
    return values;
  }

  /**
   * Adds to the gradients what follows for the weights, as they were when last measured.
   *
   * @param byNorms slope of something by each norm
   */
  void addGradient(ParameterSet parameters, double[] byNorms) {
    for (int k = 0; k < COUNT; k++) {
      Block block = blocks.get(k);
      int cols = block.cols();
      for (int i = 0; i < block.view.rows(); i++) {
        double[] sum = parameters.gradients().toArray(block.row(i), cols);
        for (int j = 0; j < cols; j++) {
          sum[j] += byNorms[k] * slopes[k][i * cols + j];
        }
        parameters.gradients().put(block.row(i), sum);
      }
    }
  }
}
