package dev.rondo.driver.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rondo.driver.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CatalogueCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private int run(String... args) {
    return Main.run(args, new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void jsonHasComponentsWithPaperAndSettings() throws Exception {
    assertEquals(0, run("catalogue", "--format", "json"));
    JsonNode all = new ObjectMapper().readTree(printed());
    JsonNode elman = null;
    for (JsonNode c : all.get("components")) {
      elman = c.get("axis").asText().equals("cell") && c.get("kind").asText().equals("elman") ? c : elman;
    }
    assertEquals("000 eq 1-2; 003 def 3-4", elman.get("paper").asText());
    assertEquals("activation", elman.get("settings").get(0).get("name").asText());
    assertEquals("tanh", elman.get("settings").get(0).get("default").asText());
    assertTrue(all.get("forms").findValuesAsText("name").contains("Stacked RNN"));
    assertTrue(all.get("sections").has("train"));
  }

  @Test
  void oneAxisComesWithItsSettings() {
    assertEquals(0, run("catalogue", "--axis", "initial-state"));
    assertTrue(printed().contains("Random initial hidden state"), printed());
    assertTrue(printed().contains("sigma"), printed());
    assertTrue(!printed().contains("dropconnect"), printed());
  }

  @Test
  void unknownAxisIsAUsageError() {
    assertEquals(2, run("catalogue", "--axis", "cel"));
    assertEquals("", printed());
  }
}
