package dev.rondo.spec.strategy;

import dev.rondo.spec.Dimensions;
import dev.rondo.spec.Params;
import dev.rondo.spec.Seeds;
import dev.rondo.spec.SweepSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@link Brackets} whose trials {@link TpeSampler} proposes (Falkner et al. 2018). The trials of a bracket are proposed
 * together, from the results of all brackets before, when the last of those has come: the brackets follow each other,
 * and the proposals are the same however many trials are under way. The density is that of the highest rung with enough
 * results, and a share of the trials stays random, both as in the paper's section 3.2.
 */
final class Bohb implements VariantSearch {
  private final long seed;
  private final SweepSpec.Variant variant;
  private final Dimensions dimensions;
  private final TpeSampler sampler;
  private final double randomShare;
  private final Brackets brackets;
  private final List<double[]> points = new ArrayList<>();
  /** By the epochs of a rung: the results that came there, by position, so that the order of arrival does not count. */
  private final TreeMap<Integer, TreeMap<Integer, Double>> results = new TreeMap<>();
  private int bracket;

  Bohb(SweepSpec spec, SweepSpec.Variant variant) {
    seed = spec.seed();
    this.variant = variant;
    Params settings = Params.of(variant.search());
    randomShare = settings.number("random-share");
    dimensions = new Dimensions(variant.space());
    sampler = new TpeSampler(
        dimensions, spec.goal(), settings.number("gamma"), settings.integer("candidates"),
        Seeds.of(seed, "search", Seeds.of(0, variant.name())));
    brackets = new Brackets(spec.goal(), variant);
    propose();
  }

  /** The trials of the next bracket. */
  private void propose() {
    // As many results as dimensions and three more: the paper's d + 1 and its two.
    int enough = dimensions.size() + 3;
    TreeMap<Integer, Double> told = results.descendingMap().values().stream()
        .filter(rung -> rung.values().stream().filter(score -> !score.isNaN()).count() >= enough)
        .findFirst().orElse(new TreeMap<>());
    List<double[]> known = new ArrayList<>();
    told.keySet().forEach(position -> known.add(points.get(position)));
    List<Double> scores = List.copyOf(told.values());
    while (points.size() < brackets.first(bracket + 1)) {
      int position = points.size();
      boolean random = Seeds.unit(seed, "random-share", Seeds.of(0, variant.name()), position) < randomShare;
      Optional<double[]> proposed = random ? Optional.empty() : sampler.propose(known, scores, position);
      proposed.ifPresent(known::add);
      points.add(proposed.orElse(dimensions.draw(seed, variant.name(), position)));
    }
  }

  @Override
  public long size() {
    return brackets.size();
  }

  @Override
  public long known() {
    return brackets.first(1);
  }

  @Override
  public SortedMap<String, String> values(long position) {
    return dimensions.point(points.get((int) position));
  }

  @Override
  public Budget budget() {
    return brackets.budget();
  }

  @Override
  public Optional<Step> ask() {
    if (brackets.get(bracket).finished() && bracket + 1 < brackets.count()) {
      bracket++;
      propose();
    }
    return brackets.get(bracket).ask();
  }

  @Override
  public void tell(long position, Observation observation) {
    Bracket owner = brackets.get(bracket);
    results.computeIfAbsent(owner.epochs(), epochs -> new TreeMap<>()).put((int) position, observation.score());
    owner.tell(position, observation);
  }

  @Override
  public boolean finished() {
    return brackets.finished();
  }
}
