package dev.rondo.core.data.audio;

import dev.rondo.core.data.BinarySequence;
import dev.rondo.core.data.ContentHash;
import dev.rondo.core.data.DataException;
import dev.rondo.core.data.DenseSequence;
import dev.rondo.core.data.Sequence;
import dev.rondo.core.data.SequenceSet;
import dev.rondo.core.data.SequenceSet.Example;
import dev.rondo.spec.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Clips of two classes as sequences of log-mel spectra (paper 002, appendix B), split so that each class has its share everywhere;
 * within a class the clip's name and the seed decide.
 */
public final class AudioClips {
  private static final int CLASSES = 2;

  private AudioClips() {}

  /** A clip that became a sequence, [T, bands] row by row. */
  private record Heard(String name, int label, float[] spectra) {}

  /** @throws DataException when files are missing or damaged, or a class has too few clips */
  public static SequenceSet read(String name, AudioSettings settings) throws DataException {
    List<Heard> clips = settings.folder() == null ? chirps(settings) : folder(settings);
    List<List<Heard>> splits = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int label = 0; label < CLASSES; label++) {
      split(clips, label, settings, splits);
    }
    splits.forEach(split -> split.sort(Comparator.comparing(Heard::name)));
    if (settings.standard()) {
      standardise(splits, settings.bands());
    }
    return ContentHash.complete(
        name, settings.bands(), CLASSES, examples(splits.get(0), settings.bands()), examples(splits.get(1), settings.bands()),
        examples(splits.get(2), settings.bands()), OptionalDouble.empty());
  }

  private static List<Heard> chirps(AudioSettings settings) throws DataException {
    Spectrogram spectrogram = spectrogram(settings.rate(), settings);
    Chirps chirps = new Chirps(settings);
    List<Heard> heard = new ArrayList<>();
    for (int i = 0; i < settings.clips(); i++) {
      Clip clip = chirps.clip(i);
      heard.add(new Heard(clip.name(), clip.label(), spectrogram.of(clip)));
    }
    return heard;
  }

  private static List<Heard> folder(AudioSettings settings) throws DataException {
    List<Heard> heard = new ArrayList<>();
    Spectrogram spectrogram = null;
    double rate = 0;
    for (ClipLabels.Row row : ClipLabels.read(settings)) {
      Clip clip = WavFile.read(row.file(), row.id(), row.label());
      if (spectrogram == null) {
        rate = clip.rate();
        spectrogram = spectrogram(rate, settings);
      }
      if (clip.rate() != rate) {
        throw new DataException(row.file() + ": has " + clip.rate() + " samples a second, where the files before have " + rate
            + "; all clips need the same rate; convert the file");
      }
      heard.add(new Heard(clip.name(), clip.label(), spectrogram.of(clip)));
    }
    return heard;
  }

  private static Spectrogram spectrogram(double rate, AudioSettings settings) {
    return new Spectrogram(rate, settings.window(), settings.hop(), settings.bands());
  }

  private static void split(List<Heard> clips, int label, AudioSettings settings, List<List<Heard>> splits) throws DataException {
    List<Heard> own = clips.stream()
        .filter(clip -> clip.label == label)
        .sorted(Comparator.<Heard>comparingDouble(clip -> Seeds.unit(settings.seed(), "split/" + clip.name))
            .thenComparing(Heard::name))
        .toList();
    int valid = (int) Math.round(own.size() * settings.validShare());
    int test = (int) Math.round(own.size() * settings.testShare());
    if (valid < 1 || test < 1 || valid + test >= own.size()) {
      throw new DataException("of the " + clips.size() + " clips, " + own.size() + " have label " + label + ", of which validation"
          + " gets " + valid + " and the test " + test + "; each split needs one; add clips, or take other shares");
    }
    splits.get(1).addAll(own.subList(0, valid));
    splits.get(2).addAll(own.subList(valid, valid + test));
    splits.get(0).addAll(own.subList(valid + test, own.size()));
  }

  /** Each band of all clips := (x - mean) / deviation, both over the training split. */
  private static void standardise(List<List<Heard>> splits, int bands) {
    double[] sums = new double[bands];
    double[] squares = new double[bands];
    long steps = 0;
    for (Heard clip : splits.get(0)) {
      for (int i = 0; i < clip.spectra.length; i++) {
        sums[i % bands] += clip.spectra[i];
        squares[i % bands] += (double) clip.spectra[i] * clip.spectra[i];
      }
      steps += clip.spectra.length / bands;
    }
    for (int band = 0; band < bands; band++) {
      double mean = sums[band] / steps;
      double variance = squares[band] / steps - mean * mean;
      // A band without any frequency is constant.
      double factor = variance > 1e-9 ? 1 / StrictMath.sqrt(variance) : 1;
      for (List<Heard> split : splits) {
        for (Heard clip : split) {
          for (int i = band; i < clip.spectra.length; i += bands) {
            clip.spectra[i] = (float) ((clip.spectra[i] - mean) * factor);
          }
        }
      }
    }
  }

  private static List<Example> examples(List<Heard> clips, int bands) {
    List<Sequence> targets = List.of(
        BinarySequence.oneHot(CLASSES, new char[] {0}), BinarySequence.oneHot(CLASSES, new char[] {1}));
    return clips.stream()
        .map(clip -> new Example(
            new DenseSequence(clip.spectra.length / bands, bands, clip.spectra), targets.get(clip.label)))
        .toList();
  }
}
