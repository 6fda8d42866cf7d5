package dev.rondo.core;

import dev.rondo.core.model.ParameterSet;
import dev.rondo.core.model.ParameterSet.View;
import dev.rondo.core.task.Task;
import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A trained model as files that other tools read: the weights in the safetensors format (an 8-byte little-endian length, a
 * JSON header with each tensor's type, shape and place, then the numbers), the configuration as JSON.
 */
final class SavedModel {
  private static final String MODEL = "model.safetensors";
  private static final String CONFIG = "config.json";

  private SavedModel() {}

  /** Writes model.safetensors and config.json, whole or not at all, over older ones. */
  static void write(Path folder, TrialConfig config, Task task, ParameterSet parameters) throws IOException {
    Files.createDirectories(folder);
    replace(folder.resolve(MODEL), safetensors(task, parameters));
    replace(folder.resolve(CONFIG), (config.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The trial of a folder that {@link #write} wrote. */
  static TrialConfig config(Path folder) throws IOException {
    try {
      return TrialConfig.fromJson(Files.readString(folder.resolve(CONFIG)));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(folder.resolve(CONFIG) + " is no trial: " + e.getMessage(), e);
    }
  }

  /**
   * The parameters of that trial, in the order of their layout.
   *
   * @param size how many there are
   */
  static float[] parameters(Path folder, int size) throws IOException {
    Path file = folder.resolve(MODEL);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    long head = bytes.remaining() < 8 ? -1 : bytes.getLong();
    if (head < 0 || bytes.remaining() != head + 4L * size) {
      throw new IllegalArgumentException(
          file + " has " + bytes.capacity() + " bytes, and not those of a model with " + size
              + " parameters; it is cut short or of another trial: write it again by rondo train --save or rondo export");
    }
    float[] values = new float[size];
    bytes.position((int) (8 + head));
    bytes.asFloatBuffer().get(values);
    return values;
  }

  private static byte[] safetensors(Task task, ParameterSet parameters) {
    StringBuilder header = new StringBuilder("{\"__metadata__\":{\"inputs\":\"" + task.data().inputs()
        + "\",\"outputs\":\"" + task.data().outputs() + "\"}");
    for (View v : parameters.views()) {
      long from = 4L * v.offset();
      header.append(",\"").append(v.name()).append("\":{\"dtype\":\"F32\",\"shape\":[").append(v.rows()).append(',')
          .append(v.cols()).append("],\"data_offsets\":[").append(from).append(',').append(from + 4L * v.size()).append("]}");
    }
    header.append('}');
    while (header.length() % 8 != 0) {
      header.append(' ');
    }
    byte[] head = header.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + head.length + 4 * parameters.size()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(head.length).put(head);
    for (double value : parameters.values().toArray(0, parameters.size())) {
      bytes.putFloat((float) value);
    }
    return bytes.array();
  }

  private static void replace(Path file, byte[] content) throws IOException {
    Path hidden = file.resolveSibling("." + file.getFileName() + ".tmp");
    Files.write(hidden, content);
    Files.move(hidden, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
