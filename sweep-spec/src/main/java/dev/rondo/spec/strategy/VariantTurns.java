package dev.rondo.spec.strategy;

import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.TrialPlan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** A search of its own in each variant; the variants take turns, passing over those that have nothing to do. */
final class VariantTurns implements SearchStrategy {
  private final SweepSpec spec;
  private final List<VariantSearch> searches = new ArrayList<>();
  private final TrialPlan plan;
  private final boolean ordered;
  /** What is under way, by trial id. */
  private final Map<String, Place> asked = new HashMap<>();
  private final List<String> decisions = new ArrayList<>();
  private final Deque<String> earlier = new ArrayDeque<>();
  private int turn;

  private record Place(int variant, VariantSearch.Step step) {}

  VariantTurns(SweepSpec spec, BiFunction<SweepSpec, SweepSpec.Variant, VariantSearch> search) {
    this.spec = spec;
    spec.variants().forEach(variant -> searches.add(search.apply(spec, variant)));
    plan = new TrialPlan(spec, searches);
    ordered = searches.get(0).ordered();
  }

  @Override
  public TrialPlan plan() {
    return plan;
  }

  @Override
  public Budget budget() {
    return searches.stream().map(VariantSearch::budget).reduce(Budget::plus).orElseThrow();
  }

  @Override
  public Optional<Segment> ask() {
    if (!earlier.isEmpty()) {
      return again();
    }
    for (int i = 0; i < searches.size(); i++) {
      int variant = (turn + i) % searches.size();
      Optional<VariantSearch.Step> step = searches.get(variant).ask();
      if (step.isPresent()) {
        return Optional.of(segment(new Place(variant, step.get())));
      }
    }
    return Optional.empty();
  }

  private Optional<Segment> again() {
    Place place = parse(earlier.peek());
    if (!searches.get(place.variant()).retake(place.step())) {
      return Optional.empty();
    }
    earlier.remove();
    return Optional.of(segment(place));
  }

  private Segment segment(Place place) {
    Segment segment =
        new Segment(plan.get(place.variant(), place.step().position()), place.step().untilEpoch());
    turn = (place.variant() + 1) % searches.size();
    asked.put(segment.trial().id(), place);
    if (ordered) {
      String until = segment.toTheEnd() ? "end" : Integer.toString(segment.untilEpoch());
      decisions.add(segment.trial().variant() + " " + place.step().position() + " " + until);
    }
    return segment;
  }

  private Place parse(String decision) {
    String[] words = decision.split(" ", -1);
    int variant = spec.variantNames().indexOf(words[0]);
    try {
      int until = words[2].equals("end") ? Segment.TO_THE_END : Integer.parseInt(words[2]);
      if (variant >= 0 && words.length == 3) {
        return new Place(variant, new VariantSearch.Step(Long.parseLong(words[1]), until));
      }
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("not a decision: " + decision, e);
    }
    throw new IllegalArgumentException("not a decision: " + decision);
  }

  @Override
  public void tell(Observation observation) {
    Place place = asked.remove(observation.trialId());
    if (place == null) {
      throw new IllegalArgumentException("trial " + observation.trialId() + " is not under way");
    }
    searches.get(place.variant()).tell(place.step().position(), observation);
  }

  @Override
  public boolean finished() {
    return asked.isEmpty() && earlier.isEmpty() && searches.stream().allMatch(VariantSearch::finished);
  }

  @Override
  public List<String> decisions() {
    return Collections.unmodifiableList(decisions);
  }

  @Override
  public void replay(List<String> before) {
    if (!before.isEmpty() && !ordered) {
      throw new IllegalArgumentException("this strategy keeps no decisions");
    }
    before.forEach(this::parse);
    earlier.addAll(before);
  }
}
