package dev.rondo.core.cell;

import dev.rondo.core.random.RandomStream;
import dev.rondo.spec.Params;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which units a {@link PerceptronGraphCell} connects: those that a list names, such as 1>2 for unit 1 to unit 2 and x1>2 for input
 * 1 to unit 2, or random ones.
 */
record PerceptronGraph(List<String> connections, double density, int seed) {
  private static final Pattern CONNECTION = Pattern.compile("\\s*(x?)([0-9]{1,9})\\s*>\\s*([0-9]{1,9})\\s*");
  private static final String SETTING = "model.cell.connections";

  static PerceptronGraph of(Params settings) {
    return new PerceptronGraph(settings.texts("connections"), settings.number("density"), settings.integer("seed"));
  }

  /**
   * 1 for each connection from a unit (row) to a unit (column) and 0 for the others, [H, H].
   *
   * @throws IllegalArgumentException when the list is none, or names units that are not there
   */
  float[] betweenUnits(int H) {
    if (!connections.isEmpty()) {
      return named("", H, H);
    }
    float[] mask = new float[H * H];
    RandomStream stream = new RandomStream(seed, "perceptron-graph");
    for (int i = 0; i < mask.length; i++) {
      mask[i] = stream.nextUnit() < density ? 1 : 0;
    }
    return mask;
  }

  /** The same from inputs to units, [D, H]: all of them, unless the list names some. */
  float[] fromInputs(int D, int H) {
    float[] mask = named("x", D, H);
    if (connections.stream().noneMatch(c -> c.strip().startsWith("x"))) {
      Arrays.fill(mask, 1);
    }
    return mask;
  }

  /** Those of the list that come from units (no prefix) or from inputs. */
  private float[] named(String prefix, int sources, int H) {
    float[] mask = new float[sources * H];
    for (String text : connections) {
      Matcher m = CONNECTION.matcher(text);
      if (!m.matches()) {
        throw new IllegalArgumentException(
            SETTING + " has \"" + text + "\", which is no connection; write \"1>2\" from unit 1 to unit 2, or \"x1>2\" from input 1");
      }
      if (m.group(1).equals(prefix)) {
        int from = within(m.group(2), sources, prefix.isEmpty() ? "units" : "inputs", text);
        mask[from * H + within(m.group(3), H, "units", text)] = 1;
      }
    }
    return mask;
  }

  private static int within(String number, int count, String what, String text) {
    int index = Integer.parseInt(number);
    if (index < 1 || index > count) {
      throw new IllegalArgumentException(
          SETTING + " has \"" + text + "\", but there are " + count + " " + what + ", counted from 1; name one of them"
              + (what.equals("units") ? ", or set another model.hidden" : ""));
    }
    return index - 1;
  }
}
