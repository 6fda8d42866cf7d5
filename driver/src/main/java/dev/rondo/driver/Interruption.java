package dev.rondo.driver;

/** Says how to go on when a person presses Ctrl-C; the JVM then ends with status 130 by itself. */
final class Interruption implements AutoCloseable {
  private static volatile boolean happened;

  private final Thread hook = new Thread(Interruption::tell, "interruption");

  Interruption() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private static void tell() {
    happened = true;
    Logs.silence(); // what Spark says while it is torn down is of no use to anyone
    System.err.println("\nrondo: interrupted; what has ended is kept, and the same command goes on from there");
  }

  /** Whether this process is ending because of it; errors from now on are only its consequences. */
  static boolean happened() {
    return happened;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      happened = true; // the JVM is ending already
    }
  }
}
