package dev.rondo.spec.strategy;

import dev.rondo.spec.Dimensions;
import dev.rondo.spec.Lineage;
import dev.rondo.spec.Params;
import dev.rondo.spec.Seeds;
import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.TrialConfig;
import dev.rondo.spec.TrialPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * Population-based training (Jaderberg et al. 2017, algorithm 1, with truncation selection as in section 4.1.1). Random trials
 * train side by side and pause every so many epochs. When the last of them has paused, the worst share is replaced: each by a new
 * trial that goes on from the weights of one of the best share, with settings near that one's (exploit and explore).
 *
 * <p>In generations, unlike the paper's, in which every worker compares itself with the others whenever it is ready: so the
 * trials are the same however many are under way. A trial that is replaced stays as it is, and its successor has a {@link
 * Lineage}.
 */
final class PopulationBasedTraining implements VariantSearch {
  private final SweepSpec spec;
  private final SweepSpec.Variant variant;
  private final long variantSeed;
  private final Dimensions dimensions;
  private final int population;
  private final int epochs;
  private final int interval;
  private final int generations;
  /** How many trials each generation replaces. */
  private final int share;
  private final double spread;
  private final double resample;

  /** One for each place of the population. */
  private final List<Member> members = new ArrayList<>();
  /** The trials of the present generation that run, in the order in which they are asked for. */
  private List<Member> running;
  /** By position: the settings of trials that were bred. */
  private final Map<Long, SortedMap<String, String>> bred = new HashMap<>();
  private int generation;
  private int asked;
  private int told;

  /** A trial in its place. */
  private static final class Member {
    final long position;
    final double[] point;
    double score = Double.NaN;
    boolean ended;

    Member(long position, double[] point) {
      this.position = position;
      this.point = point;
    }
  }

  PopulationBasedTraining(SweepSpec spec, SweepSpec.Variant variant) {
    this.spec = spec;
    this.variant = variant;
    variantSeed = Seeds.of(0, variant.name());
    dimensions = new Dimensions(variant.space());
    Params settings = Params.of(variant.search());
    population = settings.integer("population");
    interval = settings.integer("interval");
    spread = settings.number("spread");
    resample = settings.number("resample");
    share = Math.max(1, (int) (population * settings.number("quantile")));
    epochs = Epochs.most(variant.space());
    generations = (epochs - 1) / interval + 1;
    for (int i = 0; i < population; i++) {
      members.add(new Member(i, dimensions.draw(spec.seed(), variant.name(), i)));
    }
    running = List.copyOf(members);
  }

  @Override
  public long size() {
    return population + (generations - 1L) * share;
  }

  @Override
  public long known() {
    return population;
  }

  @Override
  public SortedMap<String, String> values(long position) {
    return position < population ? variant.space().draw(spec.seed(), variant.name(), position) : bred.get(position);
  }

  @Override
  public Budget budget() {
    return new Budget(
        Budget.of((long) population * generations, 0).segments(), Budget.of(population, epochs).epochs());
  }

  @Override
  public Optional<Step> ask() {
    if (asked == running.size()) {
      return Optional.empty();
    }
    boolean last = generation == generations - 1;
    return Optional.of(new Step(running.get(asked++).position, last ? Segment.TO_THE_END : (generation + 1) * interval));
  }

  @Override
  public void tell(long position, Observation observation) {
    Member member = running.stream().filter(m -> m.position == position).findFirst().orElseThrow();
    // By the present value: the best so far would be the parent's for a trial that became worse.
    member.score = Double.isNaN(observation.score()) ? Double.NaN : observation.value();
    member.ended = observation.ended();
    told++;
    if (told == running.size()) {
      next();
    }
  }

  private void next() {
    generation++;
    asked = 0;
    told = 0;
    running = new ArrayList<>();
    if (generation < generations) {
      replace();
      // The new ones are asked for first: they need the checkpoints of trials that go on right after.
      running.addAll(members.stream().filter(m -> !m.ended && !running.contains(m)).toList());
    }
    if (running.isEmpty()) {
      generation = generations; // All have ended, and none leaves weights to go on from.
    }
  }

  private void replace() {
    List<Integer> ranked = IntStream.range(0, population).boxed()
        .sorted(Scores.<Integer>bestFirst(spec.goal(), i -> members.get(i).score)).toList();
    List<Member> best = ranked.subList(0, share).stream().map(members::get)
        .filter(member -> !member.ended && Double.isFinite(member.score)).toList();
    if (best.isEmpty()) {
      return;
    }
    List<Integer> worst = ranked.subList(population - share, population);
    for (int i = 0; i < share; i++) {
      long position = population + (generation - 1L) * share + i;
      Member donor = best.get((int) (Seeds.unit(spec.seed(), "pbt-donor", variantSeed, position) * best.size()));
      Member child = new Member(position, explore(donor.point, position));
      bred.put(position, Lineage.values(trial(donor), generation * interval, dimensions.point(child.point)));
      members.set(worst.get(i), child);
      running.add(child);
    }
  }

  private TrialConfig trial(Member member) {
    return new TrialConfig(
        spec.name(), variant.name(), 0, TrialPlan.seed(spec, variant.name(), member.position), values(member.position));
  }

  /** A point near another; what cannot change while a trial trains stays. */
  private double[] explore(double[] donor, long position) {
    double[] point = donor.clone();
    for (int d = 0; d < point.length; d++) {
      if (!Double.isNaN(point[d]) && dimensions.live(d)) {
        boolean anew = Seeds.unit(spec.seed(), "pbt-resample", variantSeed, position, d) < resample;
        double u = Seeds.unit(spec.seed(), "pbt-explore", variantSeed, position, d);
        point[d] = anew ? u : dimensions.scaled(d, point[d], u < 0.5 ? 1 - spread : 1 + spread);
      }
    }
    return point;
  }

  @Override
  public boolean finished() {
    return generation == generations;
  }
}
