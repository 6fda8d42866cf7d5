package dev.rondo.core.data;

import dev.rondo.core.data.SequenceSet.Example;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalDouble;

/**
 * SHA-256 over what trials see of a data set: the splits in the order train, validation, test, the sequences in their
 * order, their shapes and values. Neither the name, nor the file format, nor the form in memory enters, so the same
 * numbers from another file have the same hash.
 *
 * <p>What is hashed, all integers 4 bytes and big-endian: the text {@code rondo-data-1}, D, O; for each split the
 * number of examples; for each example its inputs and then its targets, each as T, the width, and for every step the
 * number of values other than zero, then each one's index and float bits. Targets that are the next inputs count as T =
 * -1, width 0.
 *
 * <p>Of data that is drawn by a rule, the splits that never change are hashed in that form, after the text {@code
 * rondo-generated-1} and a description of the rule, which decide the training split.
 */
public final class ContentHash {
  private final MessageDigest digest;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

  private ContentHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The set with its hash. */
  public static SequenceSet complete(String name, int inputs, int outputs, List<Example> train, List<Example> valid,
      List<Example> test, OptionalDouble floor) {
    ContentHash hash = new ContentHash();
    hash.put("rondo-data-1");
    hash.put(inputs, outputs, List.of(train, valid, test));
    return new SequenceSet(name, inputs, outputs, train, valid, test, hash.hex(), floor);
  }

  /**
   * The set of data drawn by a rule, with its hash.
   *
   * @param description the rule with its version and all settings
   * @param train of the first epoch; the rule draws it anew for others
   */
  public static SequenceSet generated(String name, int inputs, int outputs, String description, List<Example> train,
      List<Example> valid, List<Example> test) {
    ContentHash hash = new ContentHash();
    hash.put("rondo-generated-1\n" + description + "\n");
    hash.put(inputs, outputs, List.of(valid, test));
    return new SequenceSet(name, inputs, outputs, train, valid, test, hash.hex(), OptionalDouble.empty());
  }

  private void put(String text) {
    digest.update(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void put(int inputs, int outputs, List<List<Example>> splits) {
    put(inputs);
    put(outputs);
    for (List<Example> split : splits) {
      put(split.size());
      for (Example example : split) {
        put(example.inputs());
        put(example.targets());
      }
    }
  }

  private void put(Sequence sequence) {
    if (sequence == null) {
      put(-1);
      put(0);
      return;
    }
    put(sequence.steps());
    put(sequence.width());
    if (sequence instanceof BinarySequence binary) {
      putOnes(binary);
      return;
    }
    float[] step = new float[sequence.width()];
    for (int t = 0; t < sequence.steps(); t++) {
      sequence.copyStep(t, step, 0);
      int count = 0;
      for (float value : step) {
        count += value == 0 ? 0 : 1;
      }
      put(count);
      for (int i = 0; i < step.length; i++) {
        if (step[i] != 0) {
          put(i);
          put(Float.floatToIntBits(step[i]));
        }
      }
    }
  }

  /** The same without a look at every zero, of which one-hot words have thousands. */
  private void putOnes(BinarySequence sequence) {
    for (int t = 0; t < sequence.steps(); t++) {
      put(sequence.starts()[t + 1] - sequence.starts()[t]);
      for (int k = sequence.starts()[t]; k < sequence.starts()[t + 1]; k++) {
        put(sequence.ones()[k]);
        put(Float.floatToIntBits(1f));
      }
    }
  }

  private void put(int value) {
    if (buffer.remaining() < 4) {
      flush();
    }
    buffer.putInt(value);
  }

  private void flush() {
    digest.update(buffer.flip());
    buffer.clear();
  }

  private String hex() {
    flush();
    return HexFormat.of().formatHex(digest.digest());
  }
}
