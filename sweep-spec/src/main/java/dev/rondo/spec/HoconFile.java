package dev.rondo.spec;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a file of HOCON with the files that it includes; nothing is ever fetched, nor read from the class path. */
final class HoconFile {
  private static final long MOST_BYTES = 16L << 20;

  /** The files read and their lines, in the order in which their reading ended: included ones first. */
  private final Map<Path, List<String>> files = new LinkedHashMap<>();

  /** The files being read, outermost first. */
  private final List<Path> open = new ArrayList<>();

  Map<Path, List<String>> files() {
    return files;
  }

  /** Substitutions are not yet resolved. */
  Config read(Path file) throws SpecException {
    try {
      return parse(file, "");
    } catch (Refusal refusal) {
      throw new SpecException(refusal.getMessage());
    } catch (ConfigException e) {
      throw notHocon(e, file.toString());
    } catch (StackOverflowError e) {
      throw new SpecException(file + ": nested too deeply to be read; a spec has a handful of levels; look for brackets"
          + " that are never closed");
    }
  }

  /** {@code --set path=value}; the value is HOCON. */
  static Config override(String path, String value) throws SpecException {
    String where = "--set " + Values.shorten(path + "=" + value);
    if (path.isBlank()) {
      throw new SpecException(where + ": the path is missing; write --set path=value, as in --set train.epochs=10");
    }
    if (value.isBlank()) {
      throw new SpecException(where + ": the value is missing; write --set path=value; for empty text, --set"
          + " 'path=\"\"'");
    }
    try {
      ConfigParseOptions options =
          ConfigParseOptions.defaults().setOriginDescription("--set").setIncluder(new Nothing(where));
      Config parsed = ConfigFactory.parseString("value = " + value, options);
      if (!parsed.root().keySet().equals(Set.of("value"))) {
        throw new SpecException(where + ": says more than one thing; give each its own --set path=value");
      }
      return ConfigFactory.empty("--set").withValue(path, parsed.root().get("value"));
    } catch (Refusal refusal) {
      throw new SpecException(refusal.getMessage());
    } catch (ConfigException e) {
      throw new SpecException(where + ": not understood: " + cause(e)
          + "; write --set path=value, the value as in a spec");
    } catch (StackOverflowError e) {
      throw new SpecException(where + ": nested too deeply to be read");
    }
  }

  static SpecException notHocon(ConfigException e, String file) {
    String where = (e.origin() == null ? file : Problems.at(e.origin())) + ": ";
    if (e instanceof ConfigException.UnresolvedSubstitution) {
      return new SpecException(where + cause(e) + "; a substitution names a path that this spec sets (defaults and the"
          + " environment do not count); set it, or write ${?path} if it may be missing");
    }
    if (e instanceof ConfigException.WrongType) {
      return new SpecException(where + "not an object of settings; a spec has sections like train { epochs = 10 };"
          + " start from"
          + " an example in conf/");
    }
    if (cause(e).contains("end of file")) {
      return new SpecException(where + "not valid HOCON: the file ends inside a brace, bracket or quote; close what"
          + " was opened");
    }
    return new SpecException(where + "not valid HOCON: " + cause(e)
        + "; look at this line and the end of the one before");
  }

  /** The library's own message without the place, which it puts in front in its own way. */
  private static String cause(ConfigException e) {
    ConfigOrigin origin = e.origin();
    String message = String.valueOf(e.getMessage());
    String prefix = origin == null ? "" : origin.description() + ": ";
    return (message.startsWith(prefix) ? message.substring(prefix.length()) : message).replace('\n', ' ');
  }

  private Config parse(Path file, String includedAt) {
    String text = text(file, includedAt);
    Path key = file.toAbsolutePath().normalize();
    if (open.contains(key)) {
      throw new Refusal(includedAt + file + " includes itself, by way of " + (open.size() - open.indexOf(key))
          + " file(s);"
          + " an include must not lead back; take one of the includes out");
    }
    open.add(key);
    ConfigParseOptions options = ConfigParseOptions.defaults()
        .setSyntax(ConfigSyntax.CONF)
        .setAllowMissing(false)
        .setIncluder(new Siblings(file, text));
    Config config = ConfigFactory.parseFile(file.toFile(), options);
    open.remove(open.size() - 1);
    files.putIfAbsent(file, text.lines().toList());
    return config;
  }

  private static String text(Path file, String includedAt) {
    String where = includedAt + file;
    try {
      if (Files.isDirectory(file)) {
        throw new Refusal(where + ": is a folder; a spec is one file of HOCON; name the file");
      }
      if (!Files.exists(file)) {
        throw new Refusal(where + ": no such file; check the path, which is relative to "
            + (includedAt.isEmpty() ? "the current folder" : "the file that includes it"));
      }
      if (Files.size(file) > MOST_BYTES) {
        throw new Refusal(where + ": has " + Files.size(file) + " bytes; a spec has at most " + MOST_BYTES
            + "; is this the right file?");
      }
      byte[] bytes = Files.readAllBytes(file);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.isBlank()) {
        throw new Refusal(where + ": is empty; a spec says at least its sweep's name and its task; start from an"
            + " example in"
            + " conf/");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new Refusal(where + ": is not UTF-8 text; a spec is HOCON in UTF-8; save it in that encoding, or name"
          + " another file");
    } catch (IOException e) {
      throw new Refusal(where + ": cannot be read (" + e.getClass().getSimpleName() + "); check its permissions");
    }
  }

  /** A message for the user, on its way through the parser, which lets only unchecked exceptions pass. */
  private static final class Refusal extends RuntimeException {
    Refusal(String message) {
      super(message, null, false, false);
    }
  }

  /** Includes files beside the including one. */
  private final class Siblings
      implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    private final Path file;
    private final String text;

    Siblings(Path file, String text) {
      this.file = file;
      this.text = text;
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      if (what.contains("://")) {
        throw refusal(what, "fetches a URL", Pattern.quote(what));
      }
      String include = at(Pattern.quote(what)) + "include: ";
      try {
        Path named = file.resolveSibling(what);
        Path extended = file.resolveSibling(what + ".conf");
        return parse(!Files.exists(named) && Files.exists(extended) ? extended : named, include).root();
      } catch (InvalidPathException e) {
        throw new Refusal(include + "not a path: " + Values.shorten(what));
      }
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
      return include(context, what.getPath());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
      throw refusal(what.toString(), "fetches a URL", "\\burl\\(");
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
      throw refusal(what, "reads from the class path", "\\bclasspath\\(");
    }

    private Refusal refusal(String what, String does, String regex) {
      return new Refusal(at(regex) + "include " + Values.shorten(what) + " " + does
          + "; a spec includes files only, relative to itself; copy it to a file beside this one and include that");
    }

    /** The parser does not say where it stands, so the line is looked up. */
    private String at(String regex) {
      Pattern include = Pattern.compile("^[^#]*\\binclude\\b.*" + regex);
      List<String> lines = text.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        if (include.matcher(lines.get(i)).find()) {
          return file + ":" + (i + 1) + ": ";
        }
      }
      return file + ": ";
    }
  }

  /** Refuses every include. */
  private record Nothing(String where) implements ConfigIncluder {
    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      throw new Refusal(where + ": an include cannot stand on the command line; write it into the spec");
    }
  }
}
