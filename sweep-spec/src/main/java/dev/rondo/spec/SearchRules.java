package dev.rondo.spec;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What settings of a search must be to each other and to the trials; by their names, whatever the strategy. */
final class SearchRules {
  private static final String EPOCHS = "train.epochs";
  private static final String LEAST = "min-epochs";
  private static final String INTERVAL = "interval";

  private SearchRules() {}

  /** @param block as it was given; null when it was not */
  static void check(Map<String, String> search, SearchSpace space, ConfigObject block, Problems problems) {
    if (block == null) {
      return;
    }
    Optional<Domain> epochs = space.domain(EPOCHS);
    if (epochs.isPresent() && List.of(LEAST, "every", INTERVAL).stream().anyMatch(search::containsKey)) {
      checkEpochs(search, epochs.get(), block, problems);
    }
    if (search.containsKey(INTERVAL)) {
      checkExplorable(search, space, block, problems);
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
    } else if (search.containsKey(INTERVAL) && number(search, INTERVAL) >= Long.parseLong(fixed.value())) {
      problems.add(origin(block, INTERVAL), "search." + INTERVAL, search.get(INTERVAL) + " is not less than " + EPOCHS + " = "
          + fixed.value() + "; the rule: settings change after that many epochs, once at least; lower the one or raise the"
          + " other");
    }
  }

  /** Of a search that changes settings while trials train. */
  private static void checkExplorable(
      Map<String, String> search, SearchSpace space, ConfigObject block, Problems problems) {
    Dimensions dimensions = new Dimensions(space);
    if (IntStream.range(0, dimensions.size()).noneMatch(dimensions::live)) {
      List<String> swept = space.swept().stream().map(SearchSpace.Swept::path).toList();
      problems.add(origin(block, "kind"), "search.kind", search.get("kind") + " changes settings while trials train, and "
          + (swept.isEmpty() ? "this spec sweeps none" : "none of those swept can change then (" + String.join(", ", swept) + ")")
          + "; the rule: sweep at least one that changes neither the network's shape nor the data; write optimizer.step-rate {"
          + " log-uniform = [1e-4, 1e-1] }, for example, or choose another search");
    }
  }

  private static long number(Map<String, String> search, String name) {
    return Long.parseLong(search.get(name));
  }

  private static ConfigOrigin origin(ConfigObject block, String key) {
    return (block.containsKey(key) ? block.get(key) : block).origin();
  }
}
