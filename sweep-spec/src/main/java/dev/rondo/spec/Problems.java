package dev.rondo.spec;

import com.typesafe.config.ConfigOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The mistakes found in one spec, to be told all at once. */
final class Problems {
  private static final int MOST_TOLD = 25;
  private static final Pattern LINE_SUFFIX = Pattern.compile(": [0-9]+(-[0-9]+)?$");

  /** Sorted by file, line and text; the same mistake seen from several variants is one. */
  private final TreeSet<Problem> found = new TreeSet<>();

  private record Problem(String file, int line, String text) implements Comparable<Problem> {
    @Override
    public int compareTo(Problem other) {
      int byFile = file.compareTo(other.file);
      int byLine = byFile != 0 ? byFile : Integer.compare(line, other.line);
      return byLine != 0 ? byLine : text.compareTo(other.text);
    }
  }

  void add(ConfigOrigin origin, String path, String text) {
    found.add(new Problem(file(origin), origin.lineNumber(), at(origin) + ": " + path + ": " + text));
  }

  boolean none() {
    return found.isEmpty();
  }

  /** One mistake as a line, several as numbered lines. */
  SpecException exception() {
    if (found.size() == 1) {
      return new SpecException(found.first().text());
    }
    List<String> lines = new ArrayList<>();
    lines.add(found.size() + " mistakes:");
    for (Problem problem : found) {
      if (lines.size() > MOST_TOLD) {
        lines.add("  and " + (found.size() - MOST_TOLD) + " more");
        break;
      }
      lines.add("  " + lines.size() + ". " + problem.text());
    }
    return new SpecException(String.join("\n", lines));
  }

  /** {@code file:line}, or {@code --set} for what came from the command line. */
  static String at(ConfigOrigin origin) {
    boolean numbered = origin.filename() != null && origin.lineNumber() > 0;
    return file(origin) + (numbered ? ":" + origin.lineNumber() : "");
  }

  private static String file(ConfigOrigin origin) {
    if (origin.filename() != null) {
      return origin.filename();
    }
    return LINE_SUFFIX.matcher(origin.description()).replaceFirst("");
  }
}
