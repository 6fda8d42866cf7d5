package dev.rondo.driver.storage;

import dev.rondo.core.TrialResult;
import dev.rondo.core.data.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds a sweep to the data that it began with: {@code data/ID.hash} has the hash of the content that the first trial of these task
 * settings saw, and a trial that sees another one leaves no row.
 */
public final class DataClaim {
  /** What helps when data has gone or changed. */
  public static final String AGAIN = "; when the data is as it was, the same command goes on, and what has ended is kept";

  /** What this process has looked up, so that a folder is asked once. */
  private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

  private DataClaim() {}

  /** @throws DataException when the trial's data is not what this sweep began with */
  public static void check(SweepFolder folder, TrialResult result) throws IOException, DataException {
    String hash = result.provenance().dataHash();
    if (hash.isEmpty()) {
      return; // it failed before it had any
    }
    StringBuilder settings = new StringBuilder();
    result.config().values().forEach((path, value) -> {
      if (path.startsWith("task.")) {
        settings.append(path).append('=').append(value).append('\n');
      }
    });
    String name = "data/" + UUID.nameUUIDFromBytes(settings.toString().getBytes(StandardCharsets.UTF_8)) + ".hash";
    String there = KNOWN.get(folder.uri() + " " + name);
    if (!hash.equals(there)) {
      // Also when it differs from what is known here: the folder may have been deleted and made anew.
      there = folder.readText(name);
      if (there == null) {
        // Whole for every reader, unlike a file that is created and then filled.
        folder.writeText(name, hash);
        there = hash;
      }
      KNOWN.put(folder.uri() + " " + name, there);
    }
    if (!hash.equals(there)) {
      throw new DataException(
          "the content of the data set " + result.dataset() + " has changed since the sweep in " + folder.location()
              + " began: its hash was " + there + " and is " + hash + "; put the data back as it was, or sweep the new data in"
              + " another folder with --out" + AGAIN);
    }
  }
}
