package dev.rondo.driver.storage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rondo.driver.Json;
import dev.rondo.driver.UserError;
import dev.rondo.driver.report.SweepView;
import dev.rondo.spec.SearchSpace;
import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.TrialPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The file {@code spec.json} of a sweep's folder: what is swept there.
 *
 * @param name of the sweep
 * @param hash of the spec
 * @param planned trials of each variant, in the order of the spec
 * @param swept dotted paths of the settings that differ between trials
 * @param spec the canonical spec
 */
public record SweepInfo(String name, String hash, Map<String, Long> planned, List<String> swept, JsonNode spec) {
  static final String FILE = "spec.json";
  private static final int SHOWN_DIFFERENCES = 12;

  public SweepInfo {
    planned = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(planned));
    swept = List.copyOf(swept);
  }

  /** What is to be written beside the results of a spec. */
  public static SweepInfo of(SweepSpec spec) {
    TrialPlan plan = spec.plan();
    Map<String, Long> planned = new LinkedHashMap<>();
    Set<String> swept = new LinkedHashSet<>();
    for (SweepSpec.Variant variant : spec.variants()) {
      planned.put(variant.name(), plan.size(variant));
      for (SearchSpace.Swept line : variant.space().swept()) {
        swept.add(line.path());
      }
    }
    return new SweepInfo(spec.name(), spec.hash(), planned, List.copyOf(swept), Json.read(spec.toJson(), JsonNode.class));
  }

  /** Trials in all. */
  public long plannedInAll() {
    return planned.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How the best trial of a variant is chosen. */
  public Selection selection() {
    return Selection.of(spec);
  }

  /** What each variant sweeps, as the stored spec says. */
  public List<SweepView.Range> ranges() {
    List<SweepView.Range> ranges = new ArrayList<>();
    for (JsonNode variant : spec.path("variants")) {
      ranges(variant.path("name").asText(), variant.path("space"), "", ranges);
    }
    return ranges;
  }

  private static void ranges(String variant, JsonNode space, String only, List<SweepView.Range> out) {
    for (Map.Entry<String, JsonNode> setting : space.properties()) {
      String path = setting.getKey();
      JsonNode domain = setting.getValue();
      if (domain.has("same")) {
        out.add(new SweepView.Range(variant, path, "same as " + domain.get("same").asText(), only));
      } else if (domain.has("range")) {
        out.add(new SweepView.Range(variant, path, domain.get("range").asText(), only));
      } else if (domain.has("choice")) {
        List<String> values = new ArrayList<>();
        domain.get("choice").forEach(
            option -> values.add(option.isObject() ? option.path(path + ".kind").asText() : option.asText()));
        out.add(new SweepView.Range(variant, path, "choice [" + String.join(", ", values) + "]", only));
        for (int i = 0; i < values.size(); i++) {
          if (domain.get("choice").get(i).isObject()) {
            // Two options of one kind are told apart by their place in the choice.
            boolean alone = values.indexOf(values.get(i)) == values.lastIndexOf(values.get(i));
            ranges(variant, domain.get("choice").get(i), path + " = " + values.get(i) + (alone ? "" : " (" + (i + 1) + ")"), out);
          }
        }
      }
    }
  }

  public List<String> variants() {
    return List.copyOf(planned.keySet());
  }

  /**
   * The sweep of an existing folder.
   *
   * @throws UserError when the folder is not a sweep's
   */
  public static SweepInfo read(SweepFolder folder) throws IOException {
    String text = folder.readText(FILE);
    if (text == null) {
      throw UserError.data(
          folder.location() + " is not the folder of a sweep: there is no " + FILE + " in it; give the folder that"
              + " rondo run named (out/SWEEP unless --out said otherwise)", null);
    }
    try {
      return Json.read(text, SweepInfo.class);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw UserError.data(
          folder.location() + "/" + FILE + " is damaged: " + e.getMessage() + "; delete it and start rondo run again, which"
              + " writes it anew and keeps all finished trials", e);
    }
  }

  /**
   * Makes the folder this sweep's, or checks that it is.
   *
   * @throws UserError when the folder belongs to another spec
   */
  public void claim(SweepFolder folder) throws IOException {
    if (!folder.isSweep()) {
      folder.writeText(FILE, Json.pretty(this) + "\n");
      return;
    }
    SweepInfo there = read(folder);
    if (!there.hash.equals(hash)) {
      throw UserError.usage(
          folder.location() + " holds the results of another spec; nothing was run. What differs:\n"
              + String.join("\n", differences(there.spec, spec))
              + "\nGive this spec a folder of its own with --out, or undo the change to go on with the sweep that is there");
    }
  }

  private static List<String> differences(JsonNode there, JsonNode here) {
    Map<String, String> before = new TreeMap<>();
    Map<String, String> after = new TreeMap<>();
    flatten("", there, before);
    flatten("", here, after);
    SortedSet<String> paths = new TreeSet<>(before.keySet());
    paths.addAll(after.keySet());
    paths.removeIf(path -> before.getOrDefault(path, "").equals(after.getOrDefault(path, "")));
    List<String> lines = new ArrayList<>();
    for (String path : paths) {
      if (lines.size() == SHOWN_DIFFERENCES) {
        lines.add("  and " + (paths.size() - SHOWN_DIFFERENCES) + " more");
        break;
      }
      lines.add(
          "  " + path + ": " + before.getOrDefault(path, "not set") + " there, " + after.getOrDefault(path, "not set")
              + " in the spec");
    }
    return lines;
  }

  private static void flatten(String path, JsonNode node, Map<String, String> out) {
    if (node.isArray() && !node.isEmpty() && node.get(0).has("name")) {
      node.forEach(item -> flatten(path + "." + item.path("name").asText(), item, out));
    } else if (node.isObject() && !node.isEmpty()) {
      node.properties().forEach(
          field -> flatten(path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), out));
    } else {
      out.put(path, node.isTextual() ? node.textValue() : node.toString());
    }
  }
}
