package dev.rondo.driver;

/** Something a person can mend: printed as one message without a stack trace, with the command's exit status. */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Wrong usage or a mistake in the spec. */
  public static final int USAGE = 2;
  /** Data or tables that are missing or damaged. */
  public static final int DATA = 3;
  /** Storage or a cluster that fails. */
  public static final int CLUSTER = 4;
  /** A sweep of which every trial failed. */
  public static final int ALL_FAILED = 5;

  private final int exitStatus;

  private UserError(int exitStatus, String message, Throwable cause) {
    super(message, cause);
    this.exitStatus = exitStatus;
  }

  public static UserError usage(String message) {
    return new UserError(USAGE, message, null);
  }

  public static UserError data(String message, Throwable cause) {
    return new UserError(DATA, message, cause);
  }

  public static UserError cluster(String message, Throwable cause) {
    return new UserError(CLUSTER, message, cause);
  }

  public static UserError allFailed(String message) {
    return new UserError(ALL_FAILED, message, null);
  }

  public int exitStatus() {
    return exitStatus;
  }
}
