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
  private SavedModel() {}

  /** Writes model.safetensors and config.json, whole or not at all, over older ones. */
  static void write(Path folder, TrialConfig config, Task task, ParameterSet parameters) throws IOException {
    Files.createDirectories(folder);
    replace(folder.resolve("model.safetensors"), safetensors(task, parameters));
    replace(folder.resolve("config.json"), (config.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
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
