package dev.rondo.core;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * Why a trial did not end well.
 *
 * @param kind short and stable, for grouping: {@code diverged}, {@link #TIMEOUT}, {@link #OUT_OF_MEMORY}, {@link
 *     #EXECUTOR_LOST}, or the class of the error
 * @param message one sentence for a person
 * @param stack the stack trace; empty where there is none
 * @param epoch the epoch reached, from 1; 0 when training had not begun
 */
public record Failure(String kind, String message, String stack, int epoch) {
  /** More work than {@code run.trial-timeout} allows. */
  public static final String TIMEOUT = "timeout";

  /** The heap or native memory did not suffice. */
  public static final String OUT_OF_MEMORY = "out-of-memory";

  /** The process that ran it ended, again and again. */
  public static final String EXECUTOR_LOST = "executor-lost";

  /** Of an error. */
  public static Failure of(Throwable error, int epoch) {
    StringWriter stack = new StringWriter();
    error.printStackTrace(new PrintWriter(stack));
    return new Failure(
        error instanceof OutOfMemoryError ? OUT_OF_MEMORY : error.getClass().getName(),
        error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage(), stack.toString(), epoch);
  }

  Failure atEpoch(int reached) {
    return new Failure(kind, message, stack, reached);
  }
}
