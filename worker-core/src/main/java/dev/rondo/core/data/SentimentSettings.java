package dev.rondo.core.data;

import java.nio.file.Path;

/**
 * What is read of SST-2.
 *
 * @param phrases further labelled phrases to train on, in the form of the files of the set; null for none
 * @param vectors text file of vectors of words to start with; null for none
 * @param train sentences to train on at most, from the front of the file; 0 for all
 * @param valid the same for validation
 * @param test the same for the test
 */
public record SentimentSettings(Path phrases, Path vectors, int train, int valid, int test) {
  /** The name of the set. */
  public static final String NAME = "sst2";

  /** All sentences, nothing else. */
  public static final SentimentSettings DEFAULT = new SentimentSettings(null, null, 0, 0, 0);
}
