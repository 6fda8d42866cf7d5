package dev.rondo.core.checkpoint;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Keeps the checkpoints of trials, as bytes by trial id and epoch; and knows when the process wants to end. */
public interface CheckpointStore {
  /** Keeps nothing, and never ends. */
  CheckpointStore NONE = none(() -> false);

  /** Keeps nothing, and ends when it is told to. */
  static CheckpointStore none(BooleanSupplier ending) {
    return new CheckpointStore() {
      @Override
      public boolean ending() {
        return ending.getAsBoolean();
      }

      @Override
      public List<Integer> epochs(String trial) {
        return List.of();
      }

      @Override
      public byte[] read(String trial, int epoch) throws IOException {
        throw new IOException("there are no checkpoints");
      }

      @Override
      public void write(String trial, int epoch, byte[] content) {}

      @Override
      public void delete(String trial, int epoch) {}

      @Override
      public void say(String message) {}
    };
  }

  /** Whether the trial must leave a checkpoint and end, as when its process is about to; asked after every batch. */
  boolean ending();

  /** After how many whole epochs there is a checkpoint of the trial; in no order. */
  List<Integer> epochs(String trial) throws IOException;

  byte[] read(String trial, int epoch) throws IOException;

  /** Durable when this returns, and never seen half written; replaces one of the same epoch. */
  void write(String trial, int epoch, byte[] content) throws IOException;

  void delete(String trial, int epoch) throws IOException;

  /** One sentence for a person. */
  void say(String message);
}
