package dev.rondo.core.checkpoint;

import dev.rondo.core.EpochRow;
import dev.rondo.core.ProbeRow;
import dev.rondo.core.compute.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;

/**
 * Everything that training goes on from, between two batches. Random numbers are keyed by epoch and batch, so that no state of a
 * generator belongs to it.
 *
 * @param origin what it belongs to
 * @param partial what the epoch under way has come to
 * @param bestEpoch epoch with the lowest validation loss so far, from 1; 0 when there is none
 * @param bestValid its validation loss, nats a step; infinite when there is none
 * @param rowsTrained rows [T B] of all batches so far, by which operations are counted
 * @param startedAt when the trial was begun
 * @param seconds that it has been worked on since
 * @param rows of the whole epochs
 * @param probes what was measured so far
 * @param numbers parameters, best parameters and the optimizer's memory, in the trial's own precision, little-endian
 */
public record Checkpoint(
    Origin origin,
    Partial partial,
    int bestEpoch,
    double bestValid,
    long rowsTrained,
    Instant startedAt,
    double seconds,
    List<EpochRow> rows,
    List<ProbeRow> probes,
    ByteBuffer numbers) {

  /**
   * What a checkpoint belongs to: where one of these differs, it would not go on to the same bits.
   *
   * @param trial id of the trial, which stands for all its settings
   * @param build of Rondo, see {@code Build}: two builds of one version may compute differently
   * @param dataHash SHA-256 of the data set's content
   */
  public record Origin(String trial, String build, String dataHash) {}

  /**
   * Sums over the batches of the epoch under way.
   *
   * @param batches how many; 0 between two epochs
   * @param loss losses times counted steps
   * @param count counted steps
   * @param norms norms of the gradients
   * @param seconds wall time
   */
  public record Partial(int batches, double loss, double count, double norms, double seconds) {
    /** Of an epoch that has not begun. */
    public static final Partial NONE = new Partial(0, 0, 0, 0, 0);

    /** With one more batch. */
    public Partial plus(double batchLoss, double batchCount, double norm, double secondsSoFar) {
      return new Partial(batches + 1, loss + batchLoss * batchCount, count + batchCount, norms + norm, secondsSoFar);
    }
  }

  /** Copies the lists. */
  public Checkpoint {
    rows = List.copyOf(rows);
    probes = List.copyOf(probes);
  }

  /** Whole epochs trained. */
  public int epoch() {
    return rows.size();
  }

  /** All numbers of these tensors, in their order. */
  public static ByteBuffer numbers(List<Tensor> tensors, int numberBytes) {
    ByteBuffer numbers = ByteBuffer.allocate(size(tensors, numberBytes)).order(ByteOrder.LITTLE_ENDIAN);
    tensors.forEach(tensor -> tensor.write(numbers));
    return numbers.flip();
  }

  /** Bytes that {@link #numbers} needs. */
  public static int size(List<Tensor> tensors, int numberBytes) {
    long size = tensors.stream().mapToLong(Tensor::size).sum() * numberBytes;
    return Math.toIntExact(size);
  }

  /** Sets these tensors to the numbers. */
  public void restore(List<Tensor> tensors) {
    ByteBuffer from = numbers.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    tensors.forEach(tensor -> tensor.read(from));
  }
}
