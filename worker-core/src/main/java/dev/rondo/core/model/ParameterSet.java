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
    BIAS
  }

  /** A matrix [rows, cols] within the flat vector, row-major from {@code offset} on. */
  public record View(String name, Group group, int offset, int rows, int cols) {
    public int size() {
      return rows * cols;
    }
  }

  /** Collects the views before memory is allocated. */
  public static final class Builder {
    private final List<View> views = new ArrayList<>();
    private int size;

    /** Appends a matrix. */
    public Builder add(String name, Group group, int rows, int cols) {
      if (views.stream().anyMatch(v -> v.name.equals(name))) {
        throw new IllegalArgumentException("two parameters named " + name);
      }
      views.add(new View(name, group, size, rows, cols));
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
