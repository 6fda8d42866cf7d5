package dev.rondo.core.data;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a user's own sequences are and what the columns mean.
 *
 * @param path a .csv, .tsv or .parquet file, or a folder of such part files; relative ones are looked
 *     for by {@link DataSets#locate}
 * @param id column that says which sequence a row belongs to
 * @param step column of whole numbers that orders the rows of a sequence; they need not be consecutive
 * @param columns input columns, in this order; empty for all other number columns of the (first) file
 * @param targets columns to predict at the same step; empty to predict the next step's inputs
 * @param split column with {@code train}, {@code valid} or {@code test}; empty to split by {@code fractions}
 * @param fractions shares of train, valid and test, each above 0, together 1; unused when {@code split} is given
 * @param seed of the split by fractions
 */
public record TableSettings(Path path, String id, String step, List<String> columns, List<String> targets, String split,
    List<Double> fractions, long seed) {
  /** The shares used unless others are asked for. */
  public static final List<Double> DEFAULT_FRACTIONS = List.of(0.6, 0.2, 0.2);

  /** Copies the lists; what they say is checked when the table is read. */
  public TableSettings {
    columns = List.copyOf(columns);
    targets = List.copyOf(targets);
    fractions = List.copyOf(fractions);
  }

  /** Next-step prediction of all number columns, split by the default fractions. */
  public static TableSettings of(Path path, String id, String step) {
    return new TableSettings(path, id, step, List.of(), List.of(), "", DEFAULT_FRACTIONS, 1);
  }
}
