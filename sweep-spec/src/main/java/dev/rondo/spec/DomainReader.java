package dev.rondo.spec;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Reads a domain that stands in the place of a setting's value. */
final class DomainReader {
  static final String CHOICE = "choice";
  static final String UNIFORM = "uniform";
  static final String LOG_UNIFORM = "log-uniform";
  static final String INT = "int";
  static final String SAME = "same";
  static final String STEPS = "steps";
  static final String ROUND_TO = "round-to";

  /** The keys that make an object a domain; no setting may be called so. */
  static final List<String> MAKERS = List.of(CHOICE, UNIFORM, LOG_UNIFORM, INT, SAME);

  private static final List<String> KEYS = List.of(CHOICE, UNIFORM, LOG_UNIFORM, INT, SAME, STEPS, ROUND_TO);
  private static final String FORMS =
      "a domain is one of { choice = [...] }, { uniform = [a, b] }, { log-uniform = [a, b] }, { int = [a, b] },"
          + " { same = path }";
  private static final int MOST_STEPS = 100_000;

  private DomainReader() {}

  /** Whether an object in a place of a component is meant as a domain. */
  static boolean looksLikeDomain(ConfigObject object) {
    return !object.containsKey("kind") && MAKERS.stream().anyMatch(object::containsKey);
  }

  /** The one key of {@link #MAKERS} that the object has. */
  static String maker(ConfigObject object) throws Mistake {
    List<String> makers = MAKERS.stream().filter(object::containsKey).toList();
    for (String key : object.keySet().stream().sorted().toList()) {
      if (!KEYS.contains(key)) {
        String found =
            makers.isEmpty() ? Values.show(object) + " is an object with the key " : "unknown key of a domain ";
        throw new Mistake(found + "\"" + Values.shorten(key) + "\"" + Suggest.cure(key, KEYS) + "; " + FORMS);
      }
    }
    if (makers.size() > 1) {
      throw new Mistake("both " + String.join(" and ", makers) + " are given ("
          + Problems.at(object.get(makers.get(0)).origin())
          + " and " + Problems.at(object.get(makers.get(1)).origin()) + "); " + FORMS + "; keep one");
    }
    if (makers.isEmpty()) {
      throw new Mistake(Values.show(object) + " is neither a value nor a domain; " + FORMS);
    }
    return makers.get(0);
  }

  /**
   * Reads a domain.
   *
   * @param grid whether a grid will enumerate it, so that it must be countable and without repetition
   */
  static Domain read(Setting setting, ConfigObject object, boolean grid) throws Mistake {
    String maker = maker(object);
    boolean range = maker.equals(UNIFORM) || maker.equals(LOG_UNIFORM);
    for (String key : List.of(STEPS, ROUND_TO)) {
      if (object.containsKey(key) && !range) {
        throw new Mistake(key + " goes with uniform or log-uniform, not with " + maker + "; leave it out");
      }
    }
    Domain domain = switch (maker) {
      case CHOICE -> choice(setting, object.get(CHOICE));
      case INT -> intRange(setting, object.get(INT));
      case SAME -> same(object.get(SAME));
      default -> range(setting, maker, object);
    };
    if (grid) {
      checkGrid(maker, domain);
    }
    return domain;
  }

  private static void checkGrid(String maker, Domain domain) throws Mistake {
    if (domain.size() == Domain.CONTINUOUS) {
      throw new Mistake(domain.text() + " has no steps; a grid needs to know how many points of a range it visits;"
          + " add steps = 5, for example, or search at random");
    }
    HashSet<String> seen = new HashSet<>();
    for (long i = 0; i < domain.size() && !maker.equals(INT); i++) {
      if (!seen.add(domain.at(i))) {
        throw new Mistake("a grid would visit " + Values.shorten(domain.at(i))
            + " twice; the points of a grid must differ; "
            + (maker.equals(CHOICE) ? "leave one out" : "take fewer steps, a wider range or a finer round-to"));
      }
    }
  }

  /** The elements of a choice, which are one or more. */
  static ConfigList elements(ConfigValue value) throws Mistake {
    if (!(value instanceof ConfigList list)) {
      throw new Mistake("choice = " + Values.show(value) + " is not a list; write it in brackets: choice = [a, b]");
    }
    if (list.isEmpty()) {
      throw new Mistake("choice = [] is empty; a choice needs at least one value; list the values to try");
    }
    return list;
  }

  private static Domain choice(Setting setting, ConfigValue value) throws Mistake {
    List<String> values = new ArrayList<>();
    for (ConfigValue element : elements(value)) {
      if (element instanceof ConfigObject) {
        throw new Mistake(Values.show(element) + " cannot stand in the choice of a plain setting; the rule: "
            + setting.legal() + "; list plain values");
      }
      values.add(Values.read(setting, element));
    }
    return new Domain.Choice(values);
  }

  private static Domain intRange(Setting setting, ConfigValue value) throws Mistake {
    numeric(setting, INT);
    double[] ends = ends(setting, INT, value);
    for (double end : ends) {
      if (end != Math.rint(end) || Math.abs(end) > Domain.Form.LARGEST_INT) {
        throw new Mistake("int = " + Values.show(value) + ": the ends of an int range are whole numbers up to 2^53; for"
            + " fractions take uniform");
      }
    }
    return new Domain.IntRange((long) ends[0], (long) ends[1], form(setting, 0, 0));
  }

  private static Domain range(Setting setting, String maker, ConfigObject object) throws Mistake {
    numeric(setting, maker);
    double[] ends = ends(setting, maker, object.get(maker));
    boolean log = maker.equals(LOG_UNIFORM);
    if (log && !(ends[0] > 0)) {
      throw new Mistake("log-uniform = " + Values.show(object.get(maker)) + " begins at " + Canonical.number(ends[0])
          + "; a logarithmic range must begin above 0; begin at a small number like 1e-6, or take uniform");
    }
    if (!Double.isFinite(ends[1] - ends[0])) {
      throw new Mistake(maker + " = " + Values.show(object.get(maker))
          + " is too wide for numbers of 64 bits; narrow it");
    }
    int steps = object.containsKey(STEPS) ? steps(object.get(STEPS)) : 0;
    double roundTo = object.containsKey(ROUND_TO) ? roundTo(setting, object.get(ROUND_TO), ends) : 0;
    if (setting.type() == Setting.Type.INT && roundTo == 0) {
      throw new Mistake(maker + " gives fractions; the rule: " + setting.legal()
          + "; add round-to = 1, or take int = [a, b]");
    }
    Domain.Form form = form(setting, steps, roundTo);
    return log ? new Domain.LogUniform(ends[0], ends[1], form) : new Domain.Uniform(ends[0], ends[1], form);
  }

  private static Domain same(ConfigValue value) throws Mistake {
    if (value.valueType() != ConfigValueType.STRING || value.unwrapped().toString().isBlank()) {
      throw new Mistake("same = " + Values.show(value) + " is not a path; name another setting from the root, as in"
          + " { same = init.recurrent.sigma }");
    }
    return new Domain.Same(value.unwrapped().toString());
  }

  private static void numeric(Setting setting, String maker) throws Mistake {
    if (setting.type() != Setting.Type.INT && setting.type() != Setting.Type.NUMBER) {
      throw new Mistake(maker + " is for numbers; the rule: " + setting.legal() + "; take { choice = [...] }");
    }
  }

  private static double[] ends(Setting setting, String maker, ConfigValue value) throws Mistake {
    if (!(value instanceof ConfigList list) || list.size() != 2) {
      throw new Mistake(maker + " = " + Values.show(value) + " is not a range; write its two ends: " + maker
          + " = [a, b]");
    }
    double low = Values.bound(setting, list.get(0));
    double high = Values.bound(setting, list.get(1));
    if (!(low < high)) {
      throw new Mistake(maker + " = " + Values.show(value) + (low == high ? " holds one value only" : " is inverted")
          + "; the first end must be below the second; "
          + (low == high ? "write the value itself" : "swap them"));
    }
    return new double[] {low, high};
  }

  private static int steps(ConfigValue value) throws Mistake {
    String rule = "the rule: steps is a whole number from 2 to " + MOST_STEPS;
    double steps = Values.finite(value, rule);
    if (steps != Math.rint(steps) || steps < 2 || steps > MOST_STEPS) {
      throw new Mistake("steps = " + Values.show(value) + " is out of range; " + rule + ", both ends included");
    }
    return (int) steps;
  }

  private static double roundTo(Setting setting, ConfigValue value, double[] ends) throws Mistake {
    String rule = "the rule: round-to is a number above 0";
    double roundTo = Values.finite(value, rule);
    if (!(roundTo > 0)) {
      throw new Mistake("round-to = " + Values.show(value) + " is out of range; " + rule);
    }
    if (setting.type() == Setting.Type.INT && roundTo != Math.rint(roundTo)) {
      throw new Mistake("round-to = " + Values.show(value) + " gives fractions; the rule: " + setting.legal()
          + "; take a whole number");
    }
    BigDecimal unit = Domain.Form.decimal(roundTo);
    BigDecimal first = Domain.Form.decimal(ends[0]).divide(unit, 0, RoundingMode.CEILING);
    BigDecimal last = Domain.Form.decimal(ends[1]).divide(unit, 0, RoundingMode.FLOOR);
    if (first.compareTo(last) > 0) {
      throw new Mistake("round-to = " + Values.show(value) + " has no multiple between " + Canonical.number(ends[0])
          + " and "
          + Canonical.number(ends[1]) + "; take a smaller one");
    }
    return roundTo;
  }

  private static Domain.Form form(Setting setting, int steps, double roundTo) {
    return new Domain.Form(steps, roundTo, setting.type() == Setting.Type.INT);
  }
}
