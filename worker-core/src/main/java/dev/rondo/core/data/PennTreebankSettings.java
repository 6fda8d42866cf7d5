package dev.rondo.core.data;

/**
 * Which lines of the Penn Treebank are sequences.
 *
 * @param longest characters of a line as it stands in the file, its end included, at most; 0 for any
 * @param codeMask whether two trivial targets after the line end are scored as well, as in the paper's code
 * @param train lines to train on at most, the first that are short enough; 0 for all
 * @param valid the same for validation
 * @param test the same for the test
 */
public record PennTreebankSettings(int longest, boolean codeMask, int train, int valid, int test) {
  /** The name of the set. */
  public static final String NAME = "penn-treebank";

  /** Lines of up to 75 characters. */
  public static final PennTreebankSettings DEFAULT = new PennTreebankSettings(75, false, 0, 0, 0);
}
