package dev.rondo.core.data.audio;

import dev.rondo.core.data.DataException;
import dev.rondo.core.data.LabelTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The table of labels beside a folder's WAV files: a CSV file with a column of names and one of 0 and 1. */
final class ClipLabels {
  private ClipLabels() {}

  /** One clip: {@code ID.wav} in the folder, or in its sub-folder {@code wav}. */
  record Row(String id, Path file, int label) {}

  /**
   * In the order of the ids.
   *
   * @throws DataException when the table is missing, damaged, or not as the settings say
   */
  static List<Row> read(AudioSettings settings) throws DataException {
    Path folder = settings.folder();
    Path table = folder.resolve(settings.labels());
    if (!Files.isRegularFile(table)) {
      throw new DataException(table + ": no such file; the table of labels stands beside the WAV files; set task.labels to its"
          + " name");
    }
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<String, Integer> row : LabelTable.read(table, settings.id(), settings.label()).entrySet()) {
      if (settings.clips() > 0 && rows.size() == settings.clips()) {
        break;
      }
      Path direct = folder.resolve(row.getKey() + ".wav");
      Path below = folder.resolve("wav").resolve(row.getKey() + ".wav");
      rows.add(new Row(row.getKey(), Files.exists(below) && !Files.exists(direct) ? below : direct, row.getValue()));
    }
    return rows;
  }
}
