package dev.rondo.driver.sweep;

import dev.rondo.spec.strategy.Segment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the trials that end their executors, among those that only ran beside them. A trial whose executor was lost runs again
 * as if nothing had happened, until one more loss would reach the limit. From then on it is tried with other suspects only and
 * nothing else: a group that loses executors is halved, until each is by itself. Nothing but a loss in an executor of its own
 * condemns a trial. Knows nothing of Spark.
 */
final class Suspects {
  private final int limit;
  private final Map<String, Integer> losses = new HashMap<>();
  /** Lost since {@link #next} was asked last. */
  private final List<Segment> lost = new ArrayList<>();
  private final Deque<List<Segment>> groups = new ArrayDeque<>();
  private boolean apart;

  /** What is to become of a trial that lost its executor. */
  enum Verdict {
    /** It runs again at once. */
    AGAIN,
    /** It comes with one of the next groups. */
    APART,
    /** It is a failed row. */
    CONDEMNED
  }

  /** @param limit losses after which a trial can be condemned, from 1 */
  Suspects(int limit) {
    this.limit = limit;
  }

  /** @param alone whether nothing else ran in that executor */
  Verdict lost(Segment segment, boolean alone) {
    int count = losses.merge(segment.trial().id(), 1, Integer::sum);
    if (count >= limit && alone) {
      return Verdict.CONDEMNED;
    }
    if (count < limit - 1) {
      return Verdict.AGAIN;
    }
    lost.add(segment);
    return Verdict.APART;
  }

  /** Losses of a trial so far. */
  int losses(String trial) {
    return losses.getOrDefault(trial, 0);
  }

  /** Whether the group that {@link #next} gave last is running, beside which nothing may run. */
  boolean apart() {
    return apart;
  }

  /** The next group, to be asked for when nothing is running; empty when no suspects are left. */
  List<Segment> next() {
    if (apart && lost.size() > 1) {
      int half = lost.size() / 2;
      groups.push(List.copyOf(lost.subList(half, lost.size())));
      groups.push(List.copyOf(lost.subList(0, half)));
    } else if (!lost.isEmpty()) {
      groups.push(List.copyOf(lost));
    }
    lost.clear();
    List<Segment> group = groups.isEmpty() ? List.of() : groups.pop();
    apart = !group.isEmpty();
    return group;
  }
}
