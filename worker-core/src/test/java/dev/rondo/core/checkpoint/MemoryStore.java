package dev.rondo.core.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checkpoints of one trial in memory. */
public final class MemoryStore implements CheckpointStore {
  public final Map<Integer, byte[]> files = new TreeMap<>();
  public final List<String> messages = new ArrayList<>();
  private final int batches;
  private int asked;

  /** @param batches after so many batches the trial must end */
  public MemoryStore(int batches) {
    this.batches = batches;
  }

  @Override
  public boolean ending() {
    return ++asked % batches == 0;
  }

  @Override
  public List<Integer> epochs(String trial) {
    return List.copyOf(files.keySet());
  }

  @Override
  public byte[] read(String trial, int epoch) {
    return files.get(epoch);
  }

  @Override
  public void write(String trial, int epoch, byte[] content) {
    files.put(epoch, content);
  }

  @Override
  public void delete(String trial, int epoch) {
    files.remove(epoch);
  }

  @Override
  public void say(String message) {
    messages.add(message);
  }
}
