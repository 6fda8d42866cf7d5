package dev.rondo.spec.strategy;

import dev.rondo.spec.Goal;
import dev.rondo.spec.Params;
import dev.rondo.spec.SweepSpec;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The median rule (Golovin et al. 2017, section 3.2.2) over the trials of another search: a trial pauses every so many
 * epochs, and goes no further when its best value is worse than the median of what others had on average up to there.
 * In rounds: the others are the trials of all rounds before, and a round begins when those have ended, so the decisions
 * are the same however many trials are under way. Nothing is stopped in the first round.
 */
final class MedianStopping implements VariantSearch {
  private final VariantSearch over;
  private final Goal goal;
  private final int epochs;
  private final int every;
  private final int round;
  private final int pauses;
  private final List<Trial> ended = new ArrayList<>();
  /** By pause: the median over the rounds that are over; NaN where there is none. */
  private final double[] medians;

  private final Map<Long, Trial> running = new TreeMap<>();
  /** Positions of running trials that wait to go on. */
  private final TreeSet<Long> paused = new TreeSet<>();

  private long begun;

  /** The mean of a trial's values up to each pause that it came to. */
  private static final class Trial {
    final float[] means;
    int reached;
    double sum;

    Trial(int pauses) {
      means = new float[pauses];
    }

    void add(double value) {
      sum += value;
      reached++;
      means[reached - 1] = (float) (sum / reached);
    }

    /** At pauses after its end, a trial stands with its last mean, or with NaN when it failed. */
    void end(boolean failed) {
      float last = failed || reached == 0 ? Float.NaN : means[reached - 1];
      Arrays.fill(means, reached, means.length, last);
      reached = means.length;
    }
  }

  MedianStopping(SweepSpec spec, SweepSpec.Variant variant) {
    Params settings = Params.of(variant.search());
    over = StrategyKind.of(settings.text("over")).within(spec, variant);
    goal = spec.goal();
    epochs = Epochs.most(variant.space());
    every = settings.integer("every");
    round = settings.integer("round");
    pauses = (epochs - 1) / every;
    medians = new double[pauses];
    Arrays.fill(medians, Double.NaN);
  }

  @Override
  public long size() {
    return over.size();
  }

  @Override
  public long known() {
    return over.size();
  }

  @Override
  public SortedMap<String, String> values(long position) {
    return over.values(position);
  }

  @Override
  public Budget budget() {
    return new Budget(Budget.of(size(), 0).segments().multiply(BigInteger.valueOf(pauses + 1L)),
        Budget.of(size(), epochs).epochs());
  }

  @Override
  public Optional<Step> ask() {
    if (!paused.isEmpty()) {
      return Optional.of(step(paused.pollFirst()));
    }
    if (begun > 0 && begun % round == 0 && begun < size()) {
      if (!running.isEmpty()) {
        return Optional.empty();
      }
      closeRound();
    }
    if (begun == size()) {
      return Optional.empty();
    }
    running.put(begun, new Trial(pauses));
    return Optional.of(step(begun++));
  }

  private Step step(long position) {
    int pause = running.get(position).reached;
    return new Step(position, pause < pauses ? (pause + 1) * every : Segment.TO_THE_END);
  }

  private void closeRound() {
    for (int i = 0; i < pauses; i++) {
      int pause = i;
      Comparator<Trial> order = Scores.bestFirst(goal, trial -> trial.means[pause]);
      List<Trial> there = ended.stream().filter(trial -> trial.reached > pause).sorted(order).toList();
      int n = there.size();
      medians[i] =
          n == 0 ? Double.NaN : (there.get((n - 1) / 2).means[i] + (double) there.get(n / 2).means[i]) / 2;
    }
  }

  @Override
  public void tell(long position, Observation observation) {
    Trial trial = running.get(position);
    if (observation.ended()) {
      trial.end(Double.isNaN(observation.score()));
    } else {
      trial.add(observation.value());
      if (!goal.better(medians[trial.reached - 1], observation.best())) {
        paused.add(position);
        return;
      }
    }
    running.remove(position);
    ended.add(trial);
  }

  @Override
  public boolean finished() {
    return begun == size() && running.isEmpty();
  }
}
