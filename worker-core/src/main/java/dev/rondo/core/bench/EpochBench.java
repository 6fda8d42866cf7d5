package dev.rondo.core.bench;

import dev.rondo.core.EpochListener;
import dev.rondo.core.EpochRow;
import dev.rondo.core.Status;
import dev.rondo.core.TrialResult;
import dev.rondo.core.TrialRunner;
import dev.rondo.core.bench.Timing.WarmUp;
import dev.rondo.core.data.DataException;
import dev.rondo.core.task.Task;
import dev.rondo.spec.Params;
import dev.rondo.spec.TrialConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The time of whole epochs of a real trial: laying the batches, a training step on each, and the validation loss. */
public final class EpochBench {
  private static final EpochListener NOBODY = (config, row) -> {};
  private static final int FEWEST = 3;
  private static final int MOST = 10_000;

  /**
   * What was timed.
   *
   * @param set name of the data set
   * @param trainRows steps that one epoch trains on, padding that counts included
   * @param validRows steps that it validates on
   * @param epoch time of one epoch
   */
  public record Result(String set, long trainRows, long validRows, Timing epoch) {}

  private EpochBench() {}

  /**
   * Trains on the data set of the settings, first until the compiler has done its work and then for as long as asked.
   *
   * @param dataRoot folder of the data sets, or null
   * @param seconds the timed epochs take together at least, unless that would be very many
   * @throws DataException when the data set is missing or damaged
   * @throws IllegalArgumentException when the trial fails or diverges
   */
  public static Result run(TrialConfig config, Path dataRoot, double seconds) throws DataException {
    TrialRunner runner = new TrialRunner(dataRoot, null);
    Task task = Task.of(Params.of(config).at("task"), dataRoot);
    Clock clock = Clock.start();
    List<Double> first = train(runner, config, FEWEST);
    // The last epochs of the first trial tell how many make up the time; a third more comes before them as warming up.
    double guess = Timing.median(first.get(1), first.get(2));
    int timed = (int) Math.max(FEWEST, Math.min(MOST, Math.ceil(seconds / guess)));
    int warm = Math.max(FEWEST, timed / 3);
    List<Double> all = train(runner, config, warm + timed);
    List<Double> counted = all.subList(warm, all.size());
    double warmUp = clock.wall() - counted.stream().mapToDouble(Double::doubleValue).sum();
    return new Result(
        task.data().name(), task.train().rows(), task.valid().rows(),
        Timing.of(counted, List.of(), new WarmUp(warmUp, true)));
  }

  private static List<Double> train(TrialRunner runner, TrialConfig config, int epochs) {
    SortedMap<String, String> values = new TreeMap<>(config.values());
    values.put("train.epochs", Integer.toString(epochs));
    values.put("train.stop.patience", "none");
    TrialResult result = runner.run(
        new TrialConfig(config.sweep(), config.variant(), config.index(), config.seed(), values), NOBODY);
    if (result.status() != Status.OK) {
      String status = result.status().text();
      throw new IllegalArgumentException("the trial ended as " + status + ": " + result.failure().message());
    }
    List<Double> times = new ArrayList<>();
    for (EpochRow row : result.epochs()) {
      times.add(row.seconds());
    }
    return times;
  }
}
