package dev.rondo.core.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What is perturbed while training, by the names that the peer's script uses too. */
public enum Variant {
  PLAIN(Map.of("kind", "none")),
  NOISE_STEP(noise("additive", "recurrent", "step")),
  NOISE_SEQUENCE(noise("additive", "recurrent", "sequence")),
  MULTIPLICATIVE_STEP(noise("multiplicative", "recurrent", "step")),
  MULTIPLICATIVE_SEQUENCE(noise("multiplicative", "recurrent", "sequence")),
  DROPCONNECT_STEP(dropConnect("step")),
  DROPCONNECT_SEQUENCE(dropConnect("sequence")),
  FEEDFORWARD_STEP(noise("additive", "feedforward", "step")),
  FEEDFORWARD_SEQUENCE(noise("additive", "feedforward", "sequence"));

  private final Map<String, String> perturbation;

  Variant(Map<String, String> perturbation) {
    this.perturbation = perturbation;
  }

  private static Map<String, String> noise(String form, String target, String refresh) {
    return Map.of(
        "kind", "gaussian-noise", "form", form, "target", target, "refresh", refresh, "sigma", "0.05",
        "pass", "train-graph");
  }

  private static Map<String, String> dropConnect(String refresh) {
    return Map.of("kind", "dropconnect", "target", "recurrent", "refresh", refresh, "p", "0.5", "pass", "train-graph");
  }

  /** As in {@code noise-step}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The variant of this name.
   *
   * @throws IllegalArgumentException when there is none; the message names those there are
   */
  public static Variant of(String text) {
    return Arrays.stream(values()).filter(v -> v.text().equals(text)).findFirst().orElseThrow(
        () -> new IllegalArgumentException("there is no variant \"" + text + "\"; the variants are " + names()));
  }

  private static String names() {
    List<String> names = Arrays.stream(values()).map(Variant::text).toList();
    return String.join(", ", names);
  }

  /** What a spec would say: dotted path to HOCON value. */
  Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    perturbation.forEach((name, value) -> settings.put("perturbation." + name, value));
    return settings;
  }
}
