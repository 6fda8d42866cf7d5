package dev.rondo.driver.data;

import dev.rondo.core.data.DataException;
import dev.rondo.core.data.DataSets;
import dev.rondo.driver.Json;
import dev.rondo.driver.command.DataFolder;
import dev.rondo.driver.command.PlainFormat;
import dev.rondo.driver.report.Table;
import dev.rondo.driver.report.TextTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo data list}: the known sets, and which are there. */
@Command(
    name = "list",
    description = {
      "Lists the known data sets, whether their files are there, and where they can be had. Files are looked for in a",
      "folder of DIR, such as DIR/music or DIR/mnist, and in DIR."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DataListCommand implements Callable<Integer> {
  @Spec private CommandSpec command;
  @Mixin private DataFolder data;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES}.")
  private PlainFormat format;

  /** A known set; {@code path} is null where its file is missing or it needs none. */
  private record Known(String name, boolean there, String file, String path, String source) {}

  @Override
  public Integer call() {
    Path root = data.root();
    List<Known> sets = new ArrayList<>();
    DataSets.known().forEach((name, origin) -> {
      String path = path(name, root);
      sets.add(new Known(name, path != null, origin.file(), path, origin.source()));
    });
    DataSets.builtIn().forEach(name -> sets.add(new Known(name, true, "", null, "built in")));
    PrintWriter out = command.commandLine().getOut();
    if (format == PlainFormat.JSON) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("data_folder", root == null ? null : root.toString());
      json.put("sets", sets);
      out.println(Json.pretty(json));
    } else {
      StringBuilder text = new StringBuilder();
      TextTable.write(table(sets), text);
      text.append(root == null ? "\nNo data folder was given: --data DIR or RONDO_DATA says where files are looked for.\n"
          : "\nFiles are looked for in the folders " + folders() + " of " + root + " and in itself.\n");
      out.print(text);
    }
    out.flush();
    return 0;
  }

  private static String folders() {
    return DataSets.known().values().stream().map(DataSets.Origin::folder).distinct().sorted().collect(Collectors.joining(", "));
  }

  private static Table table(List<Known> sets) {
    List<List<String>> rows = new ArrayList<>();
    for (Known set : sets) {
      String where = set.path != null ? set.path : set.there ? "built in" : "missing: " + set.file + ", from " + set.source;
      rows.add(List.of(set.name, set.there ? "yes" : "no", where));
    }
    return new Table("", List.of("set", "there", "where"), List.of(false, false, false), rows);
  }

  private static String path(String name, Path root) {
    try {
      return DataSets.file(name, root).toString();
    } catch (DataException e) {
      return null; // not there; what check says
    }
  }
}
