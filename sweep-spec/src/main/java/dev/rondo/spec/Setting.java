package dev.rondo.spec;

import java.util.List;
import java.util.Optional;

/**
 * One setting of a component or section, as the catalogue declares it.
 *
 * @param name within its component or section; may have dots, as in {@code stop.patience}
 * @param type what its values are
 * @param defaultText canonical text of the default; empty when a spec must give the value
 * @param limits which numbers are legal; only for INT and NUMBER
 * @param choice the legal words; empty when any will do; only for TEXT and TEXTS
 * @param none whether the word {@code none}, meaning switched off, is legal as well
 * @param quiet whether trials whose spec does not name it go without it, which means {@code none}: so a setting can be
 *     added later, and the trials of before keep their ids
 * @param live whether a trial can go on from a checkpoint with another value: the setting decides neither what parameters and
 *     optimizer state there are, nor which data the trial sees
 * @param unit as in {@code epochs}; empty when there is none
 * @param doc one sentence for people
 */
public record Setting(
    String name,
    Type type,
    Optional<String> defaultText,
    Limits limits,
    List<String> choice,
    boolean none,
    boolean quiet,
    boolean live,
    String unit,
    String doc) {

  /** The word that switches a setting off, where it may be. */
  public static final String NONE = "none";

  /** What the values of a setting are. */
  public enum Type {
    INT("a whole number"),
    NUMBER("a number"),
    FLAG("true or false"),
    TEXT("a word"),
    TEXTS("a list of words"),
    OVERLAYS("a list of objects, each with the settings that differ");

    private final String description;

    Type(String description) {
      this.description = description;
    }
  }

  /**
   * The numbers from low to high; infinite where there is no limit.
   *
   * @param lowIncluded whether low itself is legal
   * @param highIncluded whether high itself is legal
   */
  public record Limits(double low, boolean lowIncluded, double high, boolean highIncluded) {
    public static final Limits ANY = new Limits(Double.NEGATIVE_INFINITY, false, Double.POSITIVE_INFINITY, false);

    public boolean allow(double value) {
      return (lowIncluded ? value >= low : value > low) && (highIncluded ? value <= high : value < high);
    }
  }

  public Setting {
    choice = List.copyOf(choice);
  }

  /** The legal values for people, as in {@code a number above 0.0 and at most 1.0, or none}. */
  public String legal() {
    StringBuilder text = new StringBuilder();
    if (type == Type.TEXT && !choice.isEmpty()) {
      text.append("one of ").append(String.join(", ", choice));
    } else {
      text.append(type.description);
      if (type == Type.TEXTS && !choice.isEmpty()) {
        text.append(" out of ").append(String.join(", ", choice));
      }
      String joint = " ";
      if (limits.low() > Double.NEGATIVE_INFINITY) {
        text.append(limits.lowIncluded() ? " of at least " : " above ").append(show(limits.low()));
        joint = " and ";
      }
      if (limits.high() < Double.POSITIVE_INFINITY) {
        String of = joint.equals(" ") && limits.highIncluded() ? "of " : "";
        text.append(joint).append(of).append(limits.highIncluded() ? "at most " : "below ").append(show(limits.high()));
      }
    }
    return text + (none ? ", or none" : "") + (unit.isEmpty() ? "" : " (" + unit + ")");
  }

  private String show(double limit) {
    return type == Type.INT ? Long.toString((long) limit) : Canonical.number(limit);
  }
}
