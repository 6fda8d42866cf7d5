package dev.rondo.driver.command;

import dev.rondo.driver.UserError;
import dev.rondo.driver.storage.SweepInfo;
import java.util.List;
import picocli.CommandLine.Option;

/** The option {@code --variant}: some variants of a sweep, else all. */
public final class VariantOption {
  @Option(
      names = "--variant", split = ",", paramLabel = "NAME",
      description = "Only these variants, with commas; all by default.")
  private List<String> variants;

  /**
   * Those wanted, in the order of the command line, or all in the order of the spec.
   *
   * @throws UserError when the sweep has no such variant
   */
  public List<String> of(SweepInfo info) {
    if (variants == null) {
      return info.variants();
    }
    for (String variant : variants) {
      if (!info.variants().contains(variant)) {
        throw UserError.usage(
            "--variant " + variant + ": the sweep " + info.name() + " has no such variant; it has "
                + String.join(", ", info.variants()));
      }
    }
    return variants.stream().distinct().toList();
  }
}
