package dev.rondo.core.model;

import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * All trainable numbers of a network as one flat vector with named views, and a twin for their gradients. Optimizers, norms,
 * checkpoints and finite differences work on the flat vector.
 */
public final class ParameterSet {
  /** What a parameter does; penalties and perturbations choose their weights by it. */
  public enum Group {
    INPUT,
    RECURRENT,
    OUTPUT,
    BIAS,
    /** What is neither weight nor bias, such as a learned initial state. */
    OTHER;

    /** Whether it is a matrix that multiplies, which initialisers fill and perturbations change. */
    public boolean isWeight() {
      return this == INPUT || this == RECURRENT || this == OUTPUT;
    }
  }

  /**
   * A matrix [rows, cols] within the flat vector, row-major from {@code offset} on.
   *
   * @param blocks matrices of the same shape that stand side by side in it, such as those of the gates of a cell: each is
   *     initialised, and probed, by itself
   * @param trained whether training changes it; its gradient stays 0 where not
   * @param mask 1 for each connection of a weight and 0 for those that are missing for good, [rows, cols]; null where none are
   */
  public record View(String name, Group group, int offset, int rows, int cols, int blocks, boolean trained, float[] mask) {
    public int size() {
      return rows * cols;
    }

    /** Columns of one block. */
    public int blockCols() {
      return cols / blocks;
    }
  }

  /** The parameters of one layer, by their names within it. */
  public record Scope(ParameterSet all, String prefix) {
    public View view(String name) {
      return all.view(prefix + name);
    }

    public Tensor values() {
      return all.values;
    }

    public Tensor gradients() {
      return all.gradients;
    }
  }

  /** Collects the views before memory is allocated. */
  public static final class Builder {
    private final List<View> views = new ArrayList<>();
    private String prefix = "";
    private int size;

    /** Names that are added from now on get this in front. */
    public Builder scope(String newPrefix) {
      prefix = newPrefix;
      return this;
    }

    /** Appends a matrix. */
    public Builder add(String name, Group group, int rows, int cols) {
      return add(name, group, rows, cols, 1);
    }

    /** Appends a matrix that keeps its initial values. */
    public Builder addFixed(String name, Group group, int rows, int cols) {
      return add(name, group, rows, cols, 1, false, null);
    }

    /** Appends a weight some of whose connections are missing for good: they stay 0, and no perturbation puts anything there. */
    public Builder addMasked(String name, Group group, int rows, int cols, float[] mask) {
      return add(name, group, rows, cols, 1, true, mask);
    }

    /** Appends {@code blocks} matrices side by side, [rows, cols] in all. */
    public Builder add(String name, Group group, int rows, int cols, int blocks) {
      return add(name, group, rows, cols, blocks, true, null);
    }

    private Builder add(String name, Group group, int rows, int cols, int blocks, boolean trained, float[] mask) {
      String full = prefix + name;
      if (views.stream().anyMatch(v -> v.name.equals(full))) {
        throw new IllegalArgumentException("two parameters named " + full);
      }
      views.add(new View(full, group, size, rows, cols, blocks, trained, mask));
      size = Math.addExact(size, Math.multiplyExact(rows, cols));
      return this;
    }

    public int size() {
      return size;
    }

    public List<View> views() {
      return List.copyOf(views);
    }

    public ParameterSet build(Memory memory) {
      return new ParameterSet(List.copyOf(views), memory.tensor(1, size), memory.tensor(1, size));
    }
  }

  private final List<View> views;
  private final Tensor values;
  private final Tensor gradients;

  private ParameterSet(List<View> views, Tensor values, Tensor gradients) {
    this.views = views;
    this.values = values;
    this.gradients = gradients;
  }

  public List<View> views() {
    return views;
  }

  public View view(String name) {
    return views.stream().filter(v -> v.name.equals(name)).findFirst().orElseThrow(
        () -> new IllegalArgumentException("no parameter " + name + " among " + views));
  }

  public Tensor values() {
    return values;
  }

  public Tensor gradients() {
    return gradients;
  }

  public int size() {
    return values.size();
  }
}
