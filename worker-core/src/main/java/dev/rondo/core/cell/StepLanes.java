package dev.rondo.core.cell;

import dev.rondo.core.compute.Lane;
import dev.rondo.core.compute.Lane.Use;
import dev.rondo.core.compute.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The operands of a pointwise function at one step of a batch: lanes that move together from step to step. */
final class StepLanes {
  /**
   * @param width numbers in a row of its tensor
   * @param column where it begins in a row
   * @param lag blocks of B rows that lie before that of step 0; negative where it stays
   */
  private record Place(int width, int column, int lag) {}

  private static final int STAYS = -1;

  private final List<Place> places = new ArrayList<>();
  private Lane[] lanes = new Lane[0];

  private StepLanes add(Tensor tensor, int width, int column, int lag, Use use) {
    places.add(new Place(width, column, lag));
    Lane[] more = Arrays.copyOf(lanes, lanes.length + 1);
    more[lanes.length] = new Lane(tensor, width, use);
    lanes = more;
    return this;
  }

  /** Adds columns from {@code column} on of [T B, width]: block t at step t. */
  StepLanes sums(Tensor tensor, int width, int column, Use use) {
    return add(tensor, width, column, 0, use);
  }

  /** Adds columns of states [(T + 1) B, width]: before step t, which is block t. */
  StepLanes before(Tensor tensor, int width, Use use) {
    return add(tensor, width, 0, 0, use);
  }

  /** Adds states after step t, which is block t + 1. */
  StepLanes after(Tensor tensor, int width, Use use) {
    return add(tensor, width, 0, 1, use);
  }

  /** Adds columns of [B, width], the same at every step. */
  StepLanes same(Tensor tensor, int width, int column, Use use) {
    return add(tensor, width, column, STAYS, use);
  }

  /** Adds one row, the same for all sequences and steps. */
  StepLanes row(Tensor tensor) {
    return add(tensor, 0, 0, STAYS, Use.READ);
  }

  /** All, moved to step t of B sequences. */
  Lane[] at(int t, int B) {
    for (int i = 0; i < lanes.length; i++) {
      Place p = places.get(i);
      lanes[i].to(p.column + (p.lag == STAYS ? 0 : (t + p.lag) * B * p.width));
    }
    return lanes;
  }
}
