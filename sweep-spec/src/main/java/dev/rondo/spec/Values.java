package dev.rondo.spec;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** HOCON values to canonical texts, checked against a setting. */
final class Values {
  private static final Pattern NUMBER = Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");
  private static final int SHOWN = 60;

  private Values() {}

  /** The canonical text of a plain value (not a domain) for a setting. */
  static String read(Setting setting, ConfigValue value) throws Mistake {
    if (setting.none() && value.unwrapped().equals(Setting.NONE)) {
      return Setting.NONE;
    }
    boolean list = setting.type() == Setting.Type.TEXTS || setting.type() == Setting.Type.OVERLAYS;
    if (value instanceof ConfigList && !list) {
      throw new Mistake(show(value) + " is a list, not one value; " + rule(setting) + "; to try several values write"
          + " { choice = " + show(value) + " }");
    }
    return switch (setting.type()) {
      case INT -> Long.toString(whole(setting, value));
      case NUMBER -> Canonical.number(number(setting, value));
      case FLAG -> flag(setting, value);
      case TEXT -> word(setting, value);
      case TEXTS -> words(setting, value);
      case OVERLAYS -> overlays(setting, value);
    };
  }

  /** A number within the setting's limits, for INT settings a whole one. */
  static double bound(Setting setting, ConfigValue value) throws Mistake {
    return setting.type() == Setting.Type.INT ? whole(setting, value) : number(setting, value);
  }

  /** Any finite number. */
  static double finite(ConfigValue value, String rule) throws Mistake {
    double number;
    if (value.unwrapped() instanceof Number given) {
      number = given.doubleValue();
    } else if (value.unwrapped() instanceof String text && NUMBER.matcher(text).matches()) {
      // Text, because it was quoted or put together by a substitution.
      number = Double.parseDouble(text);
    } else {
      throw new Mistake(show(value) + " is not a number; " + rule);
    }
    if (!Double.isFinite(number)) {
      throw new Mistake(show(value) + " is too large for a number of 64 bits; " + rule);
    }
    return number;
  }

  private static double number(Setting setting, ConfigValue value) throws Mistake {
    double number = finite(value, rule(setting));
    if (!setting.limits().allow(number)) {
      throw new Mistake(show(value) + " is out of range; " + rule(setting));
    }
    return number == 0 ? 0 : number;
  }

  private static long whole(Setting setting, ConfigValue value) throws Mistake {
    double number = finite(value, rule(setting));
    if (number != Math.rint(number)) {
      throw new Mistake(show(value) + " is not a whole number; " + rule(setting));
    }
    if (!setting.limits().allow(number)) {
      throw new Mistake(show(value) + " is out of range; " + rule(setting));
    }
    return (long) number;
  }

  private static String flag(Setting setting, ConfigValue value) throws Mistake {
    String text = String.valueOf(value.unwrapped());
    if (!text.equals("true") && !text.equals("false")) {
      throw new Mistake(show(value) + " is neither true nor false; " + rule(setting));
    }
    return text;
  }

  private static String word(Setting setting, ConfigValue value) throws Mistake {
    boolean scalar = value.valueType() == ConfigValueType.STRING
        || value.valueType() == ConfigValueType.NUMBER
        || value.valueType() == ConfigValueType.BOOLEAN;
    if (!scalar) {
      throw new Mistake(show(value) + " is not a word; " + rule(setting));
    }
    // A number or a flag as it was written: a data set may well be called 2024.
    String text = value.unwrapped() instanceof String given ? given : value.render();
    if (!setting.choice().isEmpty() && !setting.choice().contains(text)) {
      throw new Mistake("unknown value " + show(value) + Suggest.cure(text, setting.choice()));
    }
    return text;
  }

  private static String words(Setting setting, ConfigValue value) throws Mistake {
    if (!(value instanceof ConfigList list)) {
      throw new Mistake(show(value) + " is not a list; " + rule(setting) + "; write it in brackets: [a, b]");
    }
    List<String> words = new ArrayList<>();
    for (ConfigValue element : list) {
      words.add(word(setting, element));
    }
    return Canonical.json(words);
  }

  /** What they say is checked where they are laid over a spec. */
  private static String overlays(Setting setting, ConfigValue value) throws Mistake {
    String cure = "; write [{ train.epochs = 10 }, { ... }]";
    if (!(value instanceof ConfigList list) || list.isEmpty()) {
      throw new Mistake(show(value) + " is not a list with something in it; " + rule(setting) + cure);
    }
    List<String> texts = new ArrayList<>();
    for (ConfigValue element : list) {
      if (!(element instanceof ConfigObject)) {
        throw new Mistake(show(element) + " is not an object; " + rule(setting) + cure);
      }
      texts.add(element.render(ConfigRenderOptions.concise()));
    }
    return Canonical.json(texts);
  }

  private static String rule(Setting setting) {
    return "the rule: " + setting.legal();
  }

  /** A value as it can stand in a message: on one line, not too long, printable. */
  static String show(ConfigValue value) {
    return shorten(value.render(ConfigRenderOptions.concise()));
  }

  static String shorten(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .limit(SHOWN)
        .forEach(c -> out.appendCodePoint(Character.isISOControl(c) || c == 0x2028 ? '?' : c));
    return text.codePointCount(0, text.length()) > SHOWN ? out + "..." : out.toString();
  }
}
