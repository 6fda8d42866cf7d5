package dev.rondo.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.rondo.core.data.SequenceSet.Example;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunksTest {
  /** [T, 2] with the values 10 t and 10 t + 1, so that any wrong index shows. */
  private static DenseSequence dense(int steps) {
    float[] values = new float[2 * steps];
    for (int t = 0; t < steps; t++) {
      values[2 * t] = 10 * t;
      values[2 * t + 1] = 10 * t + 1;
    }
    return new DenseSequence(steps, 2, values);
  }

  @Test
  void cutsInOrderAndKeepsTheRest() {
    List<Example> chunks = Chunks.of(List.of(new Example(dense(7), dense(7)), new Example(dense(3), dense(3))), 3);
    assertEquals(List.of(3, 3, 1, 3), chunks.stream().map(c -> c.inputs().steps()).toList());
    assertArrayEquals(new float[] {30, 31, 40, 41, 50, 51}, ((DenseSequence) chunks.get(1).inputs()).values());
    assertArrayEquals(new float[] {60, 61}, ((DenseSequence) chunks.get(2).targets()).values());
  }

  @Test
  void cutsBinarySequencesAndLeavesNextStepTargetsNull() {
    BinarySequence roll = new BinarySequence(5, new int[] {0, 2, 2, 3, 5}, new char[] {0, 4, 1, 2, 3});
    List<Example> chunks = Chunks.of(List.of(new Example(roll, null)), 2);
    BinarySequence second = (BinarySequence) chunks.get(1).inputs();
    assertArrayEquals(new int[] {0, 1, 3}, second.starts());
    assertArrayEquals(new char[] {1, 2, 3}, second.ones());
    assertEquals(null, chunks.get(1).targets());
  }

  @Test
  void shortSequencesAreNotCopied() {
    Example example = new Example(dense(4), null);
    assertSame(example, Chunks.of(List.of(example), 4).get(0));
    assertSame(example, Chunks.of(List.of(example), Integer.MAX_VALUE).get(0));
  }

  @Test
  void refusesLengthsBelowOne() {
    assertThrows(IllegalArgumentException.class, () -> Chunks.of(List.of(), 0));
    assertThrows(IllegalArgumentException.class, () -> Chunks.slice(dense(3), 2, 4));
  }
}
