package dev.rondo.driver.bench;

import dev.rondo.core.bench.BenchConfigs;
import dev.rondo.core.bench.Shape;
import dev.rondo.core.bench.Variant;
import dev.rondo.driver.Json;
import dev.rondo.driver.Numbers;
import dev.rondo.driver.UserError;
import dev.rondo.spec.SpecException;
import dev.rondo.spec.TrialConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What {@code rondo bench} times: every cell, variant and shape together, and further settings for all of them. */
final class BenchArguments {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,9})x(\\d{1,9})");

  @Option(
      names = "--cell", split = ",", paramLabel = "CELL", defaultValue = "elman",
      description = "Cells, with commas; ${DEFAULT-VALUE}.")
  private List<String> cells;

  @Option(
      names = "--shapes", split = ",", paramLabel = "BATCHxHIDDEN", defaultValue = "27x200,81x200",
      description = "Batch sizes and hidden units, with commas; ${DEFAULT-VALUE}.")
  private List<String> shapes;

  @Option(
      names = "--variants", split = ",", paramLabel = "VARIANT", defaultValue = "plain",
      description = "What is perturbed, with commas: plain, or noise, multiplicative, dropconnect or feedforward with"
          + " -step or -sequence; ${DEFAULT-VALUE}.")
  private List<String> variants;

  @Option(names = "--steps", paramLabel = "T", defaultValue = "100", description = "Of a sequence; ${DEFAULT-VALUE}.")
  private int steps;

  @Option(names = "--inputs", paramLabel = "D", defaultValue = "88", description = "Numbers a step; ${DEFAULT-VALUE}.")
  private int inputs;

  @Option(
      names = "--density", paramLabel = "SHARE", defaultValue = "0.05",
      description = "Share of ones among the inputs, which are 0/1; ${DEFAULT-VALUE}.")
  private double density;

  @Option(
      names = "--readout", paramLabel = "KIND", defaultValue = "auto",
      description = "Readout and loss, as in a spec; ${DEFAULT-VALUE}.")
  private String readout;

  @Option(
      names = "--epoch-of", paramLabel = "SET", defaultValue = "synthetic-chorales",
      description = "Data set whose epoch is timed; ${DEFAULT-VALUE}.")
  private String set;

  @Option(
      names = "--set", paramLabel = "PATH=VALUE",
      description = "A setting as in a spec, such as perturbation.pass=straight-through; may be repeated.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  /**
   * One thing to be timed.
   *
   * @param config the trial, with all settings
   */
  record Case(String cell, Variant variant, Shape shape, TrialConfig config) {
    String title() {
      return cell + " " + variant.text() + " " + shape.batch() + "x" + shape.hidden();
    }
  }

  /** Whether settings were given that a peer cannot know of. */
  boolean hasOverrides() {
    return !overrides.isEmpty();
  }

  /** Shape by shape; mistakes show before anything is timed. */
  List<Case> cases() throws IOException, SpecException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("model.readout.kind", quoted(readout));
    settings.put("task.set", quoted(set));
    settings.putAll(overrides);
    List<Case> cases = new ArrayList<>();
    for (String text : shapes) {
      Shape shape = shape(text);
      for (String cell : cells) {
        for (String variant : variants) {
          cases.add(one(cell, variant, shape, settings));
        }
      }
    }
    return cases;
  }

  private static Case one(String cell, String variant, Shape shape, Map<String, String> settings)
      throws IOException, SpecException {
    Variant known;
    try {
      known = Variant.of(variant);
    } catch (IllegalArgumentException e) {
      throw UserError.usage("--variants: " + e.getMessage());
    }
    return new Case(cell, known, shape, BenchConfigs.of(cell, known, shape, settings));
  }

  private Shape shape(String text) {
    Matcher sizes = SHAPE.matcher(text);
    if (!sizes.matches()) {
      throw UserError.usage("--shapes: \"" + text + "\" is not a shape; write BATCHxHIDDEN, as in 27x200");
    }
    try {
      return new Shape(Integer.parseInt(sizes.group(1)), Integer.parseInt(sizes.group(2)), steps, inputs, density);
    } catch (IllegalArgumentException e) {
      throw UserError.usage("--shapes " + text + ", --steps " + steps + ", --inputs " + inputs + ": " + e.getMessage());
    }
  }

  /** As HOCON text, so that no value can say more than one thing. */
  private static String quoted(String value) {
    return Json.line(value);
  }
}
