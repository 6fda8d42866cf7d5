package dev.rondo.core.data;

/** A data set that is missing or damaged. The message says which file, what was found, the rule and the cure. */
public final class DataException extends Exception {
  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
