package dev.rondo.core.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearestNeighboursTest {
  /** On a line: those that vote at 0, 1, 3, 7 and 8, those that are told at 0.4, 5.2 and 9. */
  private static final double[] AT = {0, 1, 3, 7, 8, 0.4, 5.2, 9};
  private static final NearestNeighbours NEIGHBOURS =
      new NearestNeighbours(IntStream.range(0, 5).toArray(), IntStream.range(5, 8).toArray());

  private static double[] accuracy(int[] labels, int... k) {
    return NEIGHBOURS.accuracy((a, b) -> Math.abs(AT[a] - AT[b]), labels, k);
  }

  @Test
  void theMajorityTells() {
    // At 0.4 the nearest are 0, 1, 3; at 5.2 they are 7, 3, 8; at 9 they are 8, 7, 3.
    int[] labels = {0, 1, 1, 2, 1, 0, 2, 1};
    assertArrayEquals(new double[] {1, 1.0 / 3, 1.0 / 3}, accuracy(labels, 1, 3, 5), 1e-15);
  }

  @Test
  void theNearestTellsWhereVotesAreEqual() {
    int[] labels = {0, 1, 3, 2, 1, 0, 2, 1};
    assertArrayEquals(accuracy(labels, 1), accuracy(labels, 2));
    // Three different ones at 0.4; 2, 3 and 1 at 5.2; 1, 2 and 3 at 9.
    assertArrayEquals(new double[] {1}, accuracy(labels, 3));
  }

  @Test
  void moreNeighboursThanThereAreAreAll() {
    int[] labels = {0, 1, 1, 2, 1, 1, 1, 1};
    assertArrayEquals(new double[] {1}, accuracy(labels, 100));
  }

  @Test
  void everyExampleIsInOneShare() {
    NearestNeighbours split = NearestNeighbours.split(1000, 0.8, 3);
    assertEquals(800, split.fit().length);
    assertEquals(200, split.test().length);
    assertArrayEquals(
        IntStream.range(0, 1000).toArray(),
        IntStream.concat(IntStream.of(split.fit()), IntStream.of(split.test())).sorted().toArray());
    assertArrayEquals(split.fit(), NearestNeighbours.split(1000, 0.8, 3).fit());
  }
}
