package dev.rondo.spec.strategy;

import dev.rondo.spec.Domain;
import dev.rondo.spec.SearchSpace;
import java.util.List;

/** How long the trials of a space are. */
final class Epochs {
  private static final String PATH = "train.epochs";

  private Epochs() {}

  /** Epochs of the longest trial; 0 when the space does not say. */
  static int most(SearchSpace space) {
    return space.domain(PATH).map(Epochs::most).orElse(0);
  }

  private static int most(Domain domain) {
    if (domain instanceof Domain.Same) {
      return 0;
    }
    List<String> ends = domain instanceof Domain.Choice choice
        ? choice.values()
        : List.of(domain.draw(Math.nextDown(1.0)));
    return ends.stream().mapToInt(Integer::parseInt).max().orElseThrow();
  }
}
