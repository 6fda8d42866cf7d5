package dev.rondo.core.data;

/**
 * A sequence of vectors, immutable: [T, width], in the smallest form that holds it. Sparse 0/1 sequences (piano rolls) keep
 * the indices of their ones, pictures
 * their bytes.
 */
public sealed interface Sequence permits BinarySequence, ByteSequence, DenseSequence {
  /** T. */
  int steps();

  /** Numbers per step. */
  int width();

  /** Writes step t, {@code width()} numbers, into {@code out} from {@code offset} on. */
  void copyStep(int t, float[] out, int offset);

  /** Bytes held. */
  long bytes();
}
