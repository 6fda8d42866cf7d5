package dev.rondo.spec;

import java.util.SortedMap;

/**
 * One configuration with one seed: everything that decides the numbers of a trial, and nothing else.
 *
 * @param sweep name of the sweep
 * @param variant name of the variant
 * @param index position of the trial in the sweep's plan, from 0
 * @param seed the trial's own seed, from which all its random streams are keyed
 * @param values every setting, defaults included: dotted path to canonical text, as in {@code model.cell.kind -> elman}
 */
public record TrialConfig(String sweep, String variant, long index, long seed, SortedMap<String, String> values) {
}
