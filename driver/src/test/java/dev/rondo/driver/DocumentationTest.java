package dev.rondo.driver;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rondo.spec.SweepSpec;
import dev.rondo.spec.SweepSpecReader;
import dev.rondo.spec.TrialPlan;
import dev.rondo.spec.strategy.StrategyKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the documents say is still so: commands parse, specs plan, links lead somewhere, types exist. */
class DocumentationTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)");
  private static final Pattern TYPE = Pattern.compile("`([A-Z][a-z]\\w*)(?:\\.\\w+)*`");

  @TempDir private Path folder;

  private static Path root() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("README.md"))) {
      at = at.getParent();
    }
    return at;
  }

  private static List<Path> files(String folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(root().resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  static List<Path> specs() throws IOException {
    return files("conf", ".conf");
  }

  static List<Path> documents() throws IOException {
    List<Path> all = new ArrayList<>(files("", ".md"));
    try (Stream<Path> files = Files.walk(root().resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(all::add);
    }
    return all;
  }

  /** The lines of a document's code blocks that start Rondo; a line that ends inside quotes goes on in the next. */
  private static List<String> commands(Path document) throws IOException {
    List<String> commands = new ArrayList<>();
    for (MatchResult block : BLOCK.matcher(Files.readString(document)).results().toList()) {
      String open = "";
      for (String line : block.group(2).lines().toList()) {
        String whole = open + line;
        boolean closed = whole.chars().filter(c -> c == '"').count() % 2 == 0;
        open = closed || !whole.startsWith("./rondo") && open.isEmpty() ? "" : whole + " ";
        if (open.isEmpty() && whole.matches("([A-Z_]+=\\S+ )?\\./rondo .*")) {
          commands.add(whole.replaceFirst("^([A-Z_]+=\\S+ )?\\./rondo ", "").replaceFirst("\\s+#.*", ""));
        }
      }
    }
    return commands;
  }

  private static String[] words(String command) {
    return WORD.matcher(command).results()
        .map(word -> Stream.of(1, 2, 3).map(word::group).filter(text -> text != null).findFirst().orElseThrow())
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void everySpecPlans(Path spec) throws Exception {
    String data = System.getenv("RONDO_DATA");
    String text = Files.readString(spec);
    SweepSpecReader.read(spec, Map.of());
    assumeTrue(
        data != null || !text.contains("set = jsb-chorales"),
        "skipped: " + spec.getFileName() + " was read, but planning needs its data; set RONDO_DATA to its folder");
    // A table's path is relative to the data folder or the current one, which for a user is the project's.
    List<String> args = new ArrayList<>(List.of("plan", spec.toString(), "--show", "1"));
    if (text.contains("kind = sequences")) {
      args.addAll(List.of("--data", root().toString()));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertEquals(0, Main.run(args.toArray(String[]::new), new PrintStream(out, true, StandardCharsets.UTF_8)));
    assertTrue(out.toString(StandardCharsets.UTF_8).contains("The first trials"));
  }

  /** All of them, in whatever folder; what others include and what has no name is no sweep by itself. */
  @Test
  void everySpecOfEveryFolderPlans_andItsCommandsNameIt() throws Exception {
    Map<String, Path> names = new HashMap<>();
    List<Path> all;
    try (Stream<Path> files = Files.walk(root().resolve("conf"))) {
      all = files.filter(file -> file.toString().endsWith(".conf") && !file.endsWith("table-2.conf")).sorted().toList();
    }
    assertTrue(all.size() > 40, "specs: " + all.size());
    for (Path file : all) {
      SweepSpec spec = assertDoesNotThrow(() -> SweepSpecReader.read(file, Map.of()), file::toString);
      TrialPlan plan = StrategyKind.of(spec).plan();
      for (SweepSpec.Variant variant : spec.variants()) {
        assertTrue(plan.size(variant) > 0, file + ": " + variant.name());
      }
      assertFalse(plan.get(0).values().isEmpty(), file.toString());
      assertEquals(null, names.put(spec.name(), file), spec.name() + " is the name of two sweeps");
      String path = root().relativize(file).toString().replace('\\', '/');
      Matcher command = Pattern.compile("(?m)^# +\\./rondo (?:run|train) (\\S+)").matcher(Files.readString(file));
      assertTrue(command.find() && command.group(1).equals(path), file + " says how to run something else");
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyRelativeLinkLeadsToAFile(Path document) throws IOException {
    List<String> dead = new ArrayList<>();
    for (MatchResult link : LINK.matcher(Files.readString(document)).results().toList()) {
      String target = link.group(1).replaceFirst("#.*", "");
      boolean elsewhere = target.isEmpty() || target.startsWith("http://") || target.startsWith("https://");
      if (!elsewhere && !Files.exists(document.resolveSibling(target))) {
        dead.add(target);
      }
    }
    assertEquals(List.of(), dead);
  }

  /** Headings as GitHub names them: small letters, hyphens for blanks, no punctuation. */
  @ParameterizedTest
  @MethodSource("documents")
  void everyLinkWithinADocumentLeadsToAHeading(Path document) throws IOException {
    String text = Files.readString(document);
    Set<String> headings = new HashSet<>();
    Pattern.compile("(?m)^#+ (.*)$").matcher(text).results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-'))
        .forEach(headings::add);
    LINK.matcher(text).results().map(link -> link.group(1)).filter(target -> target.startsWith("#"))
        .forEach(target -> assertTrue(headings.contains(target.substring(1)), target + " is not among " + headings));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyCommandParses(Path document) throws Exception {
    for (String command : commands(document)) {
      String[] words = words(command);
      CommandLine.ParseResult parsed = assertDoesNotThrow(() -> new CommandLine(new Main()).parseArgs(words), command);
      for (String word : words) {
        assertTrue(!word.startsWith("conf/") || Files.exists(root().resolve(word)), command);
      }
      if (parsed.subcommand() != null && words.length > 1 && words[1].startsWith("conf/")) {
        Map<String, String> sets = parsed.subcommand().matchedOptionValue("--set", Map.of());
        SweepSpec spec = assertDoesNotThrow(() -> SweepSpecReader.read(root().resolve(words[1]), sets), command);
        assertTrue(spec.plan().size() > 0, command);
      }
    }
  }

  @Test
  void theReadmeShowsCommandsOfEveryKind() throws IOException {
    Set<String> shown = new HashSet<>();
    commands(root().resolve("README.md")).forEach(command -> shown.add(words(command)[0]));
    assertTrue(shown.containsAll(Set.of("run", "plan", "sql")), shown.toString());
    String table = Files.readString(root().resolve("README.md"));
    new CommandLine(new Main()).getSubcommands().keySet()
        .forEach(name -> assertTrue(
            Pattern.compile("\\| `\\./rondo " + name + "\\b").matcher(table).find(),
            "the README's table of commands lacks " + name));
  }

  @Test
  void continuousIntegrationRunsTheTwoCommandsOfTheReadme() throws IOException {
    String readme = Files.readString(root().resolve("README.md"));
    String ci = Files.readString(root().resolve(".ci/run"));
    for (String command : List.of("mvn -B verify", "./rondo run conf/quickstart.conf")) {
      assertTrue(Pattern.compile("(?m)^" + Pattern.quote(command) + "\\b").matcher(readme).find(), command);
      assertTrue(Pattern.compile("(?m)^" + Pattern.quote(command) + "\\b").matcher(ci).find(), command);
    }
  }

  @Test
  void theReadmesSpecIsRight() throws Exception {
    String text = Files.readString(root().resolve("README.md"));
    List<String> specs = BLOCK.matcher(text).results()
        .filter(block -> block.group(1).equals("hocon") && block.group(2).contains("sweep {"))
        .map(block -> block.group(2)).toList();
    assertFalse(specs.isEmpty());
    for (String spec : specs) {
      Path file = Files.writeString(folder.resolve("readme.conf"), spec);
      assertTrue(SweepSpecReader.read(file, Map.of()).plan().size() > 0);
    }
  }

  /** A setting that is added later, or a changed spec, would change the ids; whoever changes them runs the sweeps again. */
  @ParameterizedTest
  @CsvSource({"quickstart, 10", "own-data, 2"})
  void theReadmesLeaderboardsNameTrialsOfTheirSpecs(String sweep, int variants) throws Exception {
    SweepSpec spec = SweepSpecReader.read(root().resolve("conf/" + sweep + ".conf"), Map.of());
    TrialPlan plan = StrategyKind.of(spec).plan();
    Set<String> planned = new HashSet<>();
    for (long i = 0; i < plan.size(); i++) {
      planned.add(plan.get(i).variant() + " " + plan.get(i).id());
    }
    String readme = Files.readString(root().resolve("README.md"));
    String table = readme.substring(readme.indexOf("Leaderboard of " + sweep + " on ")).split("\n\n")[0];
    List<String> shown = Pattern.compile("(?m)^(\\S+) .* ([0-9a-f]{16})$").matcher(table).results()
        .map(row -> row.group(1) + " " + row.group(2)).toList();
    assertEquals(variants, shown.size(), table);
    shown.forEach(trial -> assertTrue(planned.contains(trial), trial + " is no trial of " + sweep + ".conf"));
  }

  @Test
  void everySearchHasAnExampleThatIsRight() throws Exception {
    Set<String> shown = new HashSet<>();
    List<String> examples = BLOCK.matcher(Files.readString(root().resolve("docs/strategies.md"))).results()
        .filter(block -> block.group(1).equals("hocon")).map(block -> block.group(2)).toList();
    for (String example : examples) {
      Path file = Files.writeString(
          folder.resolve("search.conf"), "sweep.name = a, task.kind = polyphonic-music, train.epochs = 81\n" + example);
      SweepSpec spec = SweepSpecReader.read(file, Map.of());
      assertTrue(spec.plan().size() > 0);
      shown.add(spec.searchKind());
    }
    assertEquals(Arrays.stream(StrategyKind.values()).map(StrategyKind::text).collect(Collectors.toSet()), shown);
  }

  /** Every type that the page of the architecture names is there. */
  @Test
  void theArchitectureNamesTypesThatExist() throws IOException {
    Set<String> types = new HashSet<>();
    for (String module : List.of("sweep-spec", "worker-core", "driver")) {
      try (Stream<Path> files = Files.walk(root().resolve(module).resolve("src"))) {
        files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".java"))
            .forEach(name -> types.add(name.substring(0, name.length() - ".java".length())));
      }
    }
    types.addAll(Set.of("Kind", "StrictMath", "HashMap"));
    for (String page : List.of("docs/architecture.md", "CONTRIBUTING.md")) {
      List<String> unknown = TYPE.matcher(Files.readString(root().resolve(page))).results()
          .map(type -> type.group(1)).filter(type -> !types.contains(type)).distinct().sorted().toList();
      assertEquals(List.of(), unknown, page);
    }
  }
}
