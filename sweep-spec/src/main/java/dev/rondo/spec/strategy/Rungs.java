package dev.rondo.spec.strategy;

import dev.rondo.spec.Params;
import dev.rondo.spec.SweepSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The epochs at which trials are compared: R, R / eta, R / eta^2, ... down to the fewest epochs allowed, rounded down,
 * where R is {@code train.epochs} (Li et al. 2018, algorithm 1).
 *
 * @param eta by how much trials thin out, and epochs grow, from rung to rung; at least 2
 * @param epochs from the lowest rung to R
 */
record Rungs(int eta, List<Integer> epochs) {
  static Rungs of(SweepSpec.Variant variant) {
    Params settings = Params.of(variant.search());
    return of(Epochs.most(variant.space()), settings.integer("min-epochs"), settings.integer("eta"));
  }

  static Rungs of(int most, int least, int eta) {
    if (eta < 2 || least < 1 || most < least) {
      throw new IllegalArgumentException("no rungs from " + least + " to " + most + " epochs by " + eta);
    }
    List<Integer> epochs = new ArrayList<>();
    for (int rung = most; rung >= least; rung /= eta) {
      epochs.add(0, rung);
    }
    return new Rungs(eta, List.copyOf(epochs));
  }

  int count() {
    return epochs.size();
  }

  /** Until which epoch a trial runs to reach a rung; the last rung is the trial's own end. */
  int until(int rung) {
    return rung == count() - 1 ? Segment.TO_THE_END : epochs.get(rung);
  }

  /** The rungs from one on. */
  Rungs from(int rung) {
    return new Rungs(eta, epochs.subList(rung, count()));
  }

  /** What it takes when so many trials reach each rung at most, each going on from where it stood. */
  Budget budget(List<Integer> trials) {
    Budget all = Budget.of(0, 1);
    for (int rung = 0; rung < count(); rung++) {
      all = all.plus(Budget.of(trials.get(rung), epochs.get(rung) - (rung == 0 ? 0 : epochs.get(rung - 1))));
    }
    return all;
  }
}
