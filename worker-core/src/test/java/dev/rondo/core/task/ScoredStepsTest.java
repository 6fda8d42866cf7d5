package dev.rondo.core.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.rondo.core.Configs;
import dev.rondo.core.compute.Memory;
import dev.rondo.core.compute.Precision;
import dev.rondo.core.data.DataException;
import dev.rondo.core.data.Sequence;
import dev.rondo.core.data.SequenceSet.Example;
import dev.rondo.core.model.Batch;
import dev.rondo.spec.Params;
import org.junit.jupiter.api.Test;

/** Which steps of a batch count. */
class ScoredStepsTest {
  private static final int[] ORDER = {4, 2, 0, 5, 1, 3};

  private static Task task(String settings) throws DataException {
    return Task.of(
        Params.of(Configs.first("task { " + settings + ", train-size = 6, valid-size = 1, test-size = 1 }")).at("task"), null);
  }

  @Test
  void lastRealStep_hasTheTargetAndAloneCounts() throws DataException {
    Task task = task("kind = addition, length = 30");
    try (Memory memory = new Memory(Precision.FLOAT64)) {
      Batch batch = new BatchBuilder(task, BatchBuilder.capacity(task, 6), memory).build(task.train(), ORDER, 0, 6);
      assertEquals(33, batch.T(), "the longest possible, in every batch");
      assertEquals(6, batch.count());
      for (int b = 0; b < 6; b++) {
        Example e = task.train().examples().get(ORDER[b]);
        float[] target = new float[1];
        e.targets().copyStep(0, target, 0);
        for (int t = 0; t < 33; t++) {
          boolean last = t == e.inputs().steps() - 1;
          assertEquals(last ? 1 : 0, batch.weights()[6 * t + b]);
          assertEquals(last ? target[0] : 0, batch.targets().toArray(batch.targetsAt() + 6 * t + b, 1)[0]);
        }
      }
    }
  }

  @Test
  void washout_doesNotCount() throws DataException {
    Task task = task("kind = sine, length = 9, washout = 3");
    try (Memory memory = new Memory(Precision.FLOAT64)) {
      Batch batch = new BatchBuilder(task, BatchBuilder.capacity(task, 2), memory).build(task.train(), ORDER, 0, 2);
      assertArrayEquals(new float[] {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, batch.weights());
      assertEquals(10, batch.count());
      Sequence first = task.train().examples().get(ORDER[0]).inputs();
      float[] next = new float[1];
      first.copyStep(8, next, 0);
      assertEquals(next[0], batch.targets().toArray(batch.targetsAt() + 2 * 7, 1)[0]);
    }
  }
}
