package dev.rondo.driver;

import dev.rondo.core.data.DataException;
import dev.rondo.driver.storage.StorageFailure;
import dev.rondo.driver.sweep.Interruption;
import dev.rondo.spec.SpecException;
import java.io.IOException;
import java.io.PrintWriter;

/** From an exception to a message and an exit status. */
final class Errors {
  /** A mistake in Rondo itself. */
  private static final int INTERNAL = 1;

  private static final int INTERRUPTED = 130;

  private Errors() {}

  static int report(Exception error, PrintWriter out) {
    if (Interruption.happened()) {
      return INTERRUPTED;
    }
    out.println("rondo: " + message(error));
    if ("1".equals(System.getenv("RONDO_DEBUG"))) {
      error.printStackTrace(out);
    }
    out.flush();
    return status(error);
  }

  private static String message(Exception error) {
    if (error instanceof UserError || error instanceof SpecException || error instanceof DataException) {
      return error.getMessage();
    }
    if (error instanceof InterruptedException) {
      return "interrupted; the same command goes on where it stopped";
    }
    if (error instanceof IOException) {
      return "storage failure: " + StorageFailure.describe(error);
    }
    return "internal error: " + error + " (RONDO_DEBUG=1 shows where)";
  }

  private static int status(Exception error) {
    if (error instanceof UserError user) {
      return user.exitStatus();
    }
    if (error instanceof SpecException) {
      return UserError.USAGE;
    }
    if (error instanceof DataException) {
      return UserError.DATA;
    }
    if (error instanceof InterruptedException) {
      return INTERRUPTED;
    }
    return error instanceof IOException ? UserError.CLUSTER : INTERNAL;
  }
}
