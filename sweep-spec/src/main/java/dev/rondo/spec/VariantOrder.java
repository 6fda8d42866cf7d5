package dev.rondo.spec;

import com.typesafe.config.ConfigObject;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order in which variants stand in their files. HOCON objects have none, but each value knows its line; variants on
 * one line are told apart by the column at which the name is found. A variant given in several places stands at the
 * first one that is not empty.
 */
final class VariantOrder {
  private final Map<Path, List<String>> files;

  /** @param files with their lines, in the order in which they count: included ones before those that include them */
  VariantOrder(Map<Path, List<String>> files) {
    this.files = files;
  }

  private record Place(int file, int line, int column, String name) {}

  List<String> sort(ConfigObject variants) {
    return variants.keySet().stream()
        .map(name -> place(name, variants.get(name).origin().description()))
        .sorted(Comparator.comparingInt(Place::file)
            .thenComparingInt(Place::line)
            .thenComparingInt(Place::column)
            .thenComparing(Place::name))
        .map(Place::name)
        .toList();
  }

  /**
   * @param origin {@code FILE: LINE}, or {@code merge of FILE: LINE,FILE: LINE} for what was put together from several
   */
  private Place place(String name, String origin) {
    int number = 0;
    for (Map.Entry<Path, List<String>> file : files.entrySet()) {
      String regex = "(?:^|,|merge of )" + Pattern.quote(file.getKey().toString()) + ": ([0-9]+)";
      Matcher where = Pattern.compile(regex).matcher(origin);
      if (where.find()) {
        int line = Integer.parseInt(where.group(1));
        return new Place(number, line, column(name, file.getValue(), line), name);
      }
      number++;
    }
    // From the command line: last.
    return new Place(number, 0, 0, name);
  }

  private static int column(String name, List<String> lines, int line) {
    if (line < 1 || line > lines.size()) {
      return 0;
    }
    String regex = "(?<![a-zA-Z0-9-])" + Pattern.quote(name) + "\"?\\s*[{=:.]";
    Matcher key = Pattern.compile(regex).matcher(lines.get(line - 1));
    return key.find() ? key.start() : 0;
  }
}
