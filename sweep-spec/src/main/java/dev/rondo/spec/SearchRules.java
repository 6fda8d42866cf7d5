package dev.rondo.spec;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import java.util.Map;
import java.util.Optional;

/** What settings of a search must be to each other and to the trials; by their names, whatever the strategy. */
final class SearchRules {
  private static final String EPOCHS = "train.epochs";
  private static final String LEAST = "min-epochs";

  private SearchRules() {}

  /** @param block as it was given; null when it was not */
  static void check(Map<String, String> search, SearchSpace space, ConfigObject block, Problems problems) {
    if (block == null) {
      return;
    }
    Optional<Domain> epochs = space.domain(EPOCHS);
    if (epochs.isPresent() && (search.containsKey(LEAST) || search.containsKey("every"))) {
      checkEpochs(search, epochs.get(), block, problems);
    }
    if (search.containsKey("best") && number(search, "best") > number(search, "trials")) {
      problems.add(origin(block, "best"), "search.best", search.get("best") + " are more than the "
          + search.get("trials") + " trials to choose from (search.trials); take fewer, or more trials");
    }
  }

  private static void checkEpochs(
      Map<String, String> search, Domain epochs, ConfigObject block, Problems problems) {
    if (!(epochs instanceof Domain.Fixed fixed)) {
      problems.add(origin(block, "kind"), "search.kind", search.get("kind") + " compares trials after so many epochs, but "
          + EPOCHS + " is " + epochs.text() + "; the rule: all trials have the same number of epochs; write " + EPOCHS
          + " = 100, for example, or search at random");
    } else if (search.containsKey(LEAST) && number(search, LEAST) > Long.parseLong(fixed.value())) {
      problems.add(origin(block, LEAST), "search." + LEAST, search.get(LEAST) + " is more than " + EPOCHS + " = "
          + fixed.value() + "; the rule: the lowest rung lies not above the highest, which is " + EPOCHS
          + "; lower the one or raise the other");
    }
  }

  private static long number(Map<String, String> search, String name) {
    return Long.parseLong(search.get(name));
  }

  private static ConfigOrigin origin(ConfigObject block, String key) {
    return (block.containsKey(key) ? block.get(key) : block).origin();
  }
}
