package dev.rondo.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.rondo.spec.Catalogue;
import dev.rondo.spec.TrialConfig;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the catalogue says a spec must say can be said, and trains. */
class FormsTest {
  static List<Catalogue.Form> forms() {
    return Catalogue.load().forms();
  }

  @ParameterizedTest
  @MethodSource("forms")
  void formTrains(Catalogue.Form form) {
    assertTrue(form.kind().equals("analysis") || Catalogue.load().axes().contains(form.kind()), form.kind());
    TrialConfig config = form.kind().equals("task")
        ? Configs.first(form.spec(), "model.hidden = 12", "train { batch = 64, epochs = 1 }", "search.trials = 1")
        : Configs.quick("train.epochs = 1", form.spec());
    TrialResult result = new TrialRunner(null, null).run(config, EpochListener.NONE);
    assertTrue(result.status() == Status.OK, () -> form.name() + ": " + result.failure());
  }
}
