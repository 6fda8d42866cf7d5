package dev.rondo.driver.sweep;

import dev.rondo.driver.Logs;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * What happens when a person presses Ctrl-C: says how to go on, and lets running trials leave a checkpoint; the JVM then ends with
 * status 130 by itself.
 */
public final class Interruption implements AutoCloseable {
  /** Before Spark stops itself and Hadoop closes its file systems, which checkpoints need. */
  private static final int FIRST = 100;

  private static volatile boolean happened;

  private final Runnable hook = this::tell;
  private volatile TrialBackend backend;

  public Interruption() {
    ShutdownHookManager.get().addShutdownHook(hook, FIRST);
  }

  /** Closes this backend when it happens. */
  public TrialBackend closing(TrialBackend running) {
    backend = running;
    return running;
  }

  private void tell() {
    happened = true;
    Logs.silence(); // what Spark says while it is torn down is of no use to anyone
    System.err.println(
        "\nrondo: interrupted; what has ended is kept, running trials leave a checkpoint, and the same command goes on from there");
    if (backend != null) {
      backend.close();
    }
  }

  /** Whether this process is ending because of it; errors from now on are only its consequences. */
  public static boolean happened() {
    return happened;
  }

  @Override
  public void close() {
    if (ShutdownHookManager.get().isShutdownInProgress()) {
      happened = true; // the JVM is ending already
    } else {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}
