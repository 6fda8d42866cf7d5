package dev.rondo.core.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.core.Configs;
import dev.rondo.core.EpochListener;
import dev.rondo.core.EpochRow;
import dev.rondo.core.Status;
import dev.rondo.core.TrialResult;
import dev.rondo.core.TrialRunner;
import dev.rondo.spec.Lineage;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.strategy.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A trial that goes on from a checkpoint gives what it would have given without stopping. */
class CheckpointTest {
  private static final int NEVER = Integer.MAX_VALUE;

  private final TrialRunner runner = new TrialRunner(null, null);

  private static TrialConfig config(String settings) {
    return Configs.quick(
        "train { batch = 200, epochs = 4 }", "probes.kinds = [spectral-radius, weight-norms], probes.every = 2", settings);
  }

  /** The whole result but for times and for what tells that it was resumed. */
  private static String numbers(TrialResult r) {
    StringBuilder text = new StringBuilder();
    text.append(r.config()).append(r.task()).append(r.dataset()).append(r.status()).append(r.epochsRun()).append(' ')
        .append(r.bestEpoch()).append(' ').append(r.trainLoss()).append(' ').append(r.validLoss()).append(' ')
        .append(r.testLoss()).append(r.metrics()).append(r.failure()).append(r.provenance()).append(r.flops());
    r.epochs().forEach(e -> text.append('\n').append(e.epoch()).append(' ').append(e.trainLoss()).append(' ')
        .append(e.validLoss()).append(' ').append(e.testLoss()).append(' ').append(e.stepRate()).append(' ')
        .append(e.gradientNorm()));
    r.probes().forEach(p -> text.append('\n').append(p));
    return text.toString();
  }

  private TrialResult whole(TrialConfig config) {
    TrialResult result = runner.run(config, EpochListener.NONE);
    assertNull(result.resumedFromEpoch());
    assertNotEquals(Status.FAILED, result.status(), () -> result.failure().message());
    return result;
  }

  /** Goes on, each time with components of its own, until the trial does not end as stopped. */
  private TrialResult resumed(TrialConfig config, CheckpointStore store) {
    for (int i = 0; i < 1000; i++) {
      TrialResult result = runner.run(config, Segment.TO_THE_END, store, EpochListener.NONE);
      if (result.status() != Status.STOPPED) {
        return result;
      }
    }
    throw new AssertionError("never ends");
  }

  private TrialResult inSegments(TrialConfig config, CheckpointStore store) {
    return inSegments(config, store, 1);
  }

  private TrialResult inSegments(TrialConfig config, CheckpointStore store, int first) {
    for (int epoch = first;; epoch++) {
      TrialResult result = runner.run(config, epoch, store, EpochListener.NONE);
      if (result.status() != Status.STOPPED) {
        return result;
      }
      assertEquals(epoch, result.epochsRun());
      assertEquals(epoch, result.epochs().size());
      assertTrue(result.testLoss() > 0, "measured with the best epoch so far");
    }
  }

  private static final String STOPS_EARLY = "optimizer { kind = sgd, step-rate = 0.3 }, train { epochs = 40, stop.patience = 1 }";
  private static final String DIVERGES =
      "optimizer { kind = momentum, momentum = 0.99, step-rate = 2 }, train { epochs = 30, divergence = 62 }";

  @ParameterizedTest
  @ValueSource(strings = {
    "optimizer.kind = sgd",
    "optimizer.kind = momentum",
    "optimizer.kind = nesterov",
    "optimizer.kind = rmsprop",
    "optimizer.kind = adam",
    "optimizer.kind = galvan, probes.kinds = [direction]",
    "train.dtype = float64, optimizer.kind = adam",
    "perturbation { kind = gaussian-noise, refresh = step }, penalty { kind = weight-norm, lambda = 0.001 }",
    "perturbation { kind = gaussian-noise, sampling = pre-activation }, train.dtype = float64",
    "perturbation { kind = gaussian-noise, form = multiplicative, sampling = pre-activation-shared }, train.clip = 1",
    "perturbation { kind = dropconnect, p = 0.3, refresh = step }",
    "perturbation { kind = dropconnect, p = 0.3, refresh = sequence, target = feedforward }",
    "model.cell.kind = fast-dropout-elman, init.output-bias = -3",
    "model.cell { kind = fast-dropout-elman, sampling = pre-activation }, init.output-bias = -3",
    "schedule { kind = plateau, patience = 1, factor = 0.5 }, optimizer { kind = sgd, step-rate = 0.5 }",
    "optimizer { kind = hessian-free, structural = 0.1, iterations = 5 }",
    "schedule { kind = cosine, over = 4 }, model.input-noise.kind = gaussian",
    "model { cell.kind = lstm, hidden = 6 }, penalty.kind = lstm-tikhonov",
    STOPS_EARLY,
    DIVERGES,
  })
  void goingOn_afterEachEpochOrWithinOne_changesNothing(String settings) {
    TrialConfig config = config(settings);
    TrialResult whole = whole(config);
    TrialResult segments = inSegments(config, new MemoryStore(NEVER));
    assertEquals(numbers(whole), numbers(segments));
    assertEquals(numbers(whole), numbers(resumed(config, new MemoryStore(2))));
    assertEquals(whole.epochsRun() - 1, segments.resumedFromEpoch());
  }

  @Test
  void tests_ofEarlyStoppingAndDivergence_doStopAndDiverge() {
    TrialResult early = whole(config(STOPS_EARLY));
    assertEquals(Status.OK, early.status());
    assertTrue(early.epochsRun() > 1 && early.epochsRun() < 40, "stopped in epoch " + early.epochsRun());
    TrialResult diverged = whole(config("optimizer { kind = momentum, momentum = 0.99, step-rate = 2 }, train { epochs = 30, divergence = 62 }"));
    assertEquals(Status.DIVERGED, diverged.status());
    assertTrue(diverged.epochsRun() > 1, "diverged in epoch " + diverged.epochsRun());
  }

  @Test
  void byTime_theLastTwoAreKept() {
    MemoryStore store = new MemoryStore(NEVER);
    List<Set<Integer>> seen = new ArrayList<>();
    new TrialRunner(null, null, 0, Double.POSITIVE_INFINITY).run(
        config(""), Segment.TO_THE_END, store, (config, row) -> seen.add(Set.copyOf(store.files.keySet())));
    assertEquals(List.of(Set.of(0), Set.of(0, 1), Set.of(1, 2), Set.of(2, 3)), seen);
    assertEquals(List.of(), store.messages);
  }

  @Test
  void withoutInterval_onlySegmentsLeaveOne() {
    MemoryStore store = new MemoryStore(NEVER);
    runner.run(config(""), Segment.TO_THE_END, store, EpochListener.NONE);
    assertTrue(store.files.isEmpty());
    runner.run(config(""), 2, store, EpochListener.NONE);
    assertEquals(Set.of(2), store.files.keySet());
  }

  @Test
  void damagedOne_isNotUsed_butTheOneBefore_orNone() {
    TrialConfig config = config("perturbation { kind = dropconnect }");
    String whole = numbers(whole(config));
    MemoryStore store = new MemoryStore(NEVER);
    inSegments(config, store);
    assertEquals(Set.of(2, 3), store.files.keySet());
    byte[] third = store.files.get(3);
    third[third.length / 2] ^= 1;
    store.messages.clear();
    TrialResult fromSecond = resumed(config, store);
    assertEquals(whole, numbers(fromSecond));
    assertEquals(2, fromSecond.resumedFromEpoch());
    assertEquals(2, store.messages.size(), store.messages.toString());
    assertTrue(store.messages.get(0).contains("at epoch 3 is not used: its checksum is wrong"), store.messages.get(0));
    assertEquals("trial " + config.id() + " goes on from epoch 2", store.messages.get(1));

    store.files.put(2, new byte[5]);
    TrialResult fromStart = resumed(config, store);
    assertEquals(whole, numbers(fromStart));
    assertNull(fromStart.resumedFromEpoch());
  }

  @Test
  void thatOfAnotherTrial_orBeyondTheSegment_isNotUsed() {
    MemoryStore store = new MemoryStore(NEVER);
    runner.run(config("model.hidden = 5"), 2, store, EpochListener.NONE);
    TrialResult other = runner.run(config(""), Segment.TO_THE_END, store, EpochListener.NONE);
    assertNull(other.resumedFromEpoch());
    assertEquals(numbers(whole(config(""))), numbers(other));
    assertEquals(1, store.messages.size());

    MemoryStore own = new MemoryStore(NEVER);
    TrialResult first = runner.run(config(""), 2, own, EpochListener.NONE);
    runner.run(config(""), 3, own, EpochListener.NONE);
    TrialResult again = runner.run(config(""), 2, own, EpochListener.NONE);
    assertEquals(numbers(first), numbers(again));
    assertEquals(Set.of(2), own.files.keySet());
  }

  private static TrialConfig child(TrialConfig parent, int epoch, long seed, String rate) {
    TreeMap<String, String> settings = new TreeMap<>((Map<String, String>) parent.values());
    settings.keySet().removeIf(path -> path.startsWith("lineage."));
    settings.put("optimizer.step-rate", rate);
    settings.put("penalty.lambda", rate);
    return new TrialConfig(parent.sweep(), parent.variant(), seed, seed, Lineage.values(parent, epoch, settings));
  }

  /** Whatever is left of the trials before it: a checkpoint of its parent, one that is of no use, or nothing. */
  @Test
  void aTrialGoesOnFromTheWeightsOfAnother() {
    TrialConfig first = config("optimizer { kind = adam, step-rate = 0.01 }, penalty { kind = weight-norm, lambda = 0.001 }");
    TrialConfig second = child(first, 1, 8, "0.02");
    TrialConfig third = child(second, 3, 9, "0.001");
    TrialResult alone = runner.run(third, EpochListener.NONE);
    assertEquals(Status.OK, alone.status(), () -> alone.failure().message());
    assertEquals(List.of(0.01, 0.02, 0.02, 0.001), alone.epochs().stream().map(EpochRow::stepRate).toList());

    MemoryStore store = new MemoryStore(NEVER);
    TrialResult one = runner.run(first, 1, store, EpochListener.NONE);
    TrialResult three = runner.run(second, 3, store, EpochListener.NONE);
    byte[] handedOn = store.files.get(3);
    assertEquals(numbers(alone), numbers(runner.run(third, Segment.TO_THE_END, store, EpochListener.NONE)));
    assertTrue(store.messages.stream().noneMatch(m -> m.contains("again")), store.messages.toString());
    assertEquals(one.epochs().get(0).validLoss(), alone.epochs().get(0).validLoss());
    assertEquals(three.epochs().get(2).validLoss(), alone.epochs().get(2).validLoss());
    assertNotEquals(whole(first).epochs().get(1).validLoss(), three.epochs().get(1).validLoss(), "another step rate");

    store.files.clear();
    handedOn[handedOn.length / 2] ^= 1;
    store.files.put(3, handedOn);
    assertEquals(numbers(alone), numbers(runner.run(third, Segment.TO_THE_END, store, EpochListener.NONE)));
    assertEquals(numbers(alone), numbers(inSegments(third, new MemoryStore(NEVER), 4)));
  }

  /** The parent has begun with its next epoch, by settings of its own. */
  @Test
  void aLaterCheckpointOfTheParent_isNotUsed() {
    TrialConfig first = config("optimizer { kind = momentum, step-rate = 0.1 }, penalty { kind = weight-norm, lambda = 0.001 }");
    TrialConfig second = child(first, 1, 8, "0.02");
    MemoryStore store = new MemoryStore(NEVER);
    new TrialRunner(null, null, 0, Double.POSITIVE_INFINITY).run(first, 2, store, EpochListener.NONE);
    assertEquals(Set.of(1, 2), store.files.keySet());
    store.files.remove(2);
    store.messages.clear();
    String alone = numbers(runner.run(second, EpochListener.NONE));
    assertEquals(alone, numbers(runner.run(second, Segment.TO_THE_END, store, EpochListener.NONE)));
    assertTrue(store.messages.get(0).contains("it is of another trial"), store.messages.toString());
  }

  @Test
  void whoseParentDidNotComeSoFar_fails() {
    TrialConfig early = config("optimizer { kind = adam, step-rate = 0.01 }, penalty { kind = weight-norm, lambda = 0.001 }");
    TrialResult result = runner.run(child(early, 4, 8, "0.02"), EpochListener.NONE);
    assertEquals(Status.FAILED, result.status());
    assertTrue(result.failure().message().contains("did not come to epoch 4 again: it was ok"), result.failure().message());
  }
}
