package dev.rondo.driver.report;

import dev.rondo.driver.SweepSummary;
import java.util.List;

/**
 * What reports look at.
 *
 * @param name of the sweep
 * @param location of its folder
 * @param planned trials of the whole sweep
 * @param swept dotted paths of the settings that differ between trials, in the order of the spec
 * @param summary counts and best trials
 */
public record SweepView(String name, String location, long planned, List<String> swept, SweepSummary summary) {
  public SweepView {
    swept = List.copyOf(swept);
  }
}
