package dev.rondo.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TrialConfigTest {
  private static TrialConfig config(String value) {
    return new TrialConfig("s", "v", 3, 42, new TreeMap<>(Map.of("a.b", value, "a-b", "1")));
  }

  @Test
  void canonicalJsonIsOneSortedLine() {
    assertEquals(
        "{\"index\":3,\"seed\":42,\"sweep\":\"s\",\"values\":{\"a-b\":\"1\",\"a.b\":\"x\"},\"variant\":\"v\"}",
        config("x").toJson());
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", " ", "\"", "\\", "\\\"", "a\nb\r\nc", "\t\b\f", "\u0000\u0001\u001f\u007f", "\u0085\u2028\u2029", "ä中",
      "\ud83d\ude00", "\ud800", "\udc00\ud800", "${x}", "include \"x\"", "// no comment", "# neither", "[\"a\",\"b\"]", "{}",
      "null", "\ufeff",
      "\\u0041"})
  void everyTextSurvivesTheJourney(String text) {
    TrialConfig config = config(text);
    String json = config.toJson();
    assertEquals(config, TrialConfig.fromJson(json));
    assertEquals(config.id(), TrialConfig.fromJson(json).id());
    assertEquals(config, TrialConfig.fromTexts(config.toTexts()));
    assertTrue(json.chars().allMatch(c -> c >= ' ' && c < 127), json);
    assertNotEquals(config("else").id(), config.id());
  }

  @Test
  void longAndRandomTextsSurviveTheJourney() {
    assertEquals(config("x".repeat(1_000_000)), TrialConfig.fromJson(config("x".repeat(1_000_000)).toJson()));
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      StringBuilder text = new StringBuilder();
      for (int k = 0; k < 50; k++) {
        text.append((char) random.nextInt(1 << 16));
      }
      TrialConfig config = new TrialConfig(
          text.toString(), text.reverse().toString(), Long.MAX_VALUE, Long.MAX_VALUE - i,
          new TreeMap<>(Map.of(text.toString(), "v")));
      assertEquals(config, TrialConfig.fromJson(config.toJson()));
      assertEquals(config, TrialConfig.fromTexts(config.toTexts()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 5, 7})
  void textsOfAnotherNumberAreRefused(int number) {
    String[] texts = Arrays.copyOf(config("x").toTexts(), number);
    assertThrows(IllegalArgumentException.class, () -> TrialConfig.fromTexts(texts));
  }

  @Test
  void theIdHangsOnVariantSeedAndValuesAlone() {
    TreeMap<String, String> values = new TreeMap<>(Map.of("a", "1"));
    String id = new TrialConfig("s", "v", 0, 1, values).id();
    // Committed: results of earlier versions are found again by it.
    assertEquals("b859c771d7e6f6a4", id);
    assertEquals(id, new TrialConfig("renamed", "v", 99, 1, values).id());
    assertNotEquals(id, new TrialConfig("s", "w", 0, 1, values).id());
    assertNotEquals(id, new TrialConfig("s", "v", 0, 2, values).id());
    assertNotEquals(id, new TrialConfig("s", "v", 0, 1, new TreeMap<>(Map.of("a", "2"))).id());
    assertNotEquals(id, new TrialConfig("s", "v", 0, 1, new TreeMap<>(Map.of("b", "1"))).id());
  }

  @Test
  void valuesAreAnUnmodifiableSortedCopy() {
    TreeMap<String, String> given = new TreeMap<>(Comparator.<String>reverseOrder());
    given.putAll(Map.of("a", "1", "b", "2"));
    TrialConfig config = new TrialConfig("s", "v", 0, 1, given);
    given.put("c", "3");
    assertEquals(List.of("a", "b"), List.copyOf(config.values().keySet()));
    assertThrows(UnsupportedOperationException.class, () -> config.values().put("d", "4"));
  }

  @Test
  void whatIsNoTrialIsRefused() {
    TreeMap<String, String> values = new TreeMap<>();
    assertThrows(IllegalArgumentException.class, () -> new TrialConfig("", "v", 0, 1, values));
    assertThrows(IllegalArgumentException.class, () -> new TrialConfig("s", "v", -1, 1, values));
    assertThrows(IllegalArgumentException.class, () -> new TrialConfig("s", "v", 0, -1, values));
    values.put("a", null);
    assertThrows(IllegalArgumentException.class, () -> new TrialConfig("s", "v", 0, 1, values));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "{", "[]", "3", "{}", "{\"index\":1}", "include \"x\"",
      "{\"index\":1.5,\"seed\":2,\"sweep\":\"s\",\"values\":{},\"variant\":\"v\"}",
      "{\"index\":\"1\",\"seed\":2,\"sweep\":\"s\",\"values\":{},\"variant\":\"v\"}",
      "{\"index\":1,\"seed\":2,\"sweep\":\"s\",\"values\":{\"a\":1},\"variant\":\"v\"}",
      "{\"index\":1,\"seed\":2,\"sweep\":null,\"values\":{},\"variant\":\"v\"}",
      "{\"index\":1,\"seed\":2,\"sweep\":\"s\",\"values\":{},\"variant\":\"v\",\"more\":1}",
      "{\"index\":1,\"seed\":-2,\"sweep\":\"s\",\"values\":{},\"variant\":\"v\"}"})
  void whatIsNoJsonOfATrialIsRefused(String json) {
    String message = assertThrows(IllegalArgumentException.class, () -> TrialConfig.fromJson(json)).getMessage();
    assertFalse(message.isBlank());
  }
}
