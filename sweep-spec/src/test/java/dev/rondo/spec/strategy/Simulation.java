package dev.rondo.spec.strategy;

import dev.rondo.spec.Lineage;
import dev.rondo.spec.Seeds;
import dev.rondo.spec.TrialConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Asks and tells, with so many segments under way at a time, which end in any order. */
final class Simulation {
  private final SearchStrategy strategy;
  private final Function<Segment, Observation> world;
  private final int atOnce;
  private final long order;
  private final Map<String, Integer> reached = new HashMap<>();
  private final Set<String> ended = new HashSet<>();
  /** Of an earlier run: how far each trial came. */
  private final Map<String, Integer> before;
  final List<Segment> asked = new ArrayList<>();
  /** Trial id to the last epoch that has a result. */
  final Map<String, Integer> rows = new HashMap<>();
  long epochs;
  double best = Double.NaN;

  /** @param order decides which of the segments under way ends next; 0 for the oldest */
  Simulation(SearchStrategy strategy, Function<Segment, Observation> world, int atOnce, long order) {
    this(strategy, world, atOnce, order, Map.of());
  }

  Simulation(
      SearchStrategy strategy, Function<Segment, Observation> world, int atOnce, long order, Map<String, Integer> before) {
    this.strategy = strategy;
    this.world = world;
    this.atOnce = atOnce;
    this.order = order;
    this.before = before;
  }

  /** Runs until the strategy has finished, or so many results have been told. */
  Simulation run(int most) {
    List<Segment> running = new ArrayList<>();
    int told = 0;
    while (told < most) {
      Optional<Segment> next = running.size() < atOnce ? strategy.ask() : Optional.empty();
      if (next.isPresent()) {
        if (ended.contains(next.get().trial().id())) {
          throw new AssertionError("has ended by itself: " + next.get());
        }
        asked.add(next.get());
        Observation known = world.apply(next.get());
        if (before.getOrDefault(known.trialId(), 0) >= known.epoch()) {
          tell(next.get(), known);
        } else {
          running.add(next.get());
        }
      } else if (running.isEmpty()) {
        if (!strategy.finished()) {
          throw new AssertionError("nothing is under way, and nothing is asked for");
        }
        return this;
      } else {
        int which = order == 0 ? 0 : (int) (Seeds.unit(order, "order", told) * running.size());
        Segment ended = running.remove(which);
        tell(ended, world.apply(ended));
        told++;
      }
    }
    return this;
  }

  Simulation run() {
    return run(Integer.MAX_VALUE);
  }

  private void tell(Segment segment, Observation observation) {
    int inherited = Lineage.of(segment.trial()).stream().mapToInt(Lineage::epoch).max().orElse(0);
    epochs += Math.max(0, observation.epoch() - reached.getOrDefault(observation.trialId(), inherited));
    reached.put(observation.trialId(), observation.epoch());
    if (observation.ended()) {
      ended.add(observation.trialId());
    }
    rows.put(observation.trialId(), observation.epoch());
    double score = observation.score();
    best = Double.isNaN(best) || score < best ? score : best;
    strategy.tell(observation);
  }

  /** Everything that was asked for, whatever the order. */
  TreeSet<String> segments() {
    TreeSet<String> all = new TreeSet<>();
    asked.forEach(segment -> all.add(segment.trial().index() + " " + segment.trial().id() + " until " + segment.untilEpoch()));
    return all;
  }

  /** The trials, each once, in the order in which they were begun. */
  List<TrialConfig> trials() {
    return asked.stream().map(Segment::trial).distinct().toList();
  }
}
