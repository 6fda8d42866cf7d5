package dev.rondo.core.task;

import dev.rondo.core.compute.Loss;
import dev.rondo.core.data.DataException;
import dev.rondo.core.data.DataSets;
import dev.rondo.core.data.SequenceSet;
import dev.rondo.core.data.audio.AudioSettings;
import dev.rondo.core.metric.Metric;
import dev.rondo.spec.Params;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** Whether something, such as a bird, is heard in a clip, said at its last spectrum (paper 002, appendix B). */
final class AudioDetection {
  private AudioDetection() {}

  static Task load(Params p, Path dataRoot) throws DataException {
    boolean chirps = p.text("source").equals("chirps");
    if (!chirps && p.isNone("path")) {
      throw new IllegalArgumentException(
          "task.source = folder needs task.path, a folder of WAV files with their table of labels; set it, or task.source = chirps");
    }
    int clips = p.isNone("clips") ? chirps ? AudioSettings.DEFAULT.clips() : 0 : p.integer("clips");
    SequenceSet data = DataSets.load(
        new AudioSettings(
            chirps ? null : Path.of(p.text("path")), p.text("labels"), p.text("id"), p.text("label"), clips, p.number("seconds"),
            p.integer("rate"), p.number("loudness"), p.integer("seed"), p.number("window"), p.number("hop"), p.integer("bands"),
            p.text("normalise").equals("standard"), p.number("valid-share"), p.number("test-share")));
    return new Task(
        p.kind(), data, Split.lastStepOf(data.train(), 0), Split.lastStepOf(data.valid(), 0), Split.lastStepOf(data.test(), 0),
        Loss.SOFTMAX, List.of(Metric.Kind.ACCURACY, Metric.Kind.AREA_UNDER_THE_CURVE), OptionalDouble.empty(), null);
  }
}
