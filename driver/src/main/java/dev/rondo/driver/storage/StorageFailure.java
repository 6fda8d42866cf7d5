package dev.rondo.driver.storage;

import dev.rondo.driver.UserError;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.util.Locale;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;

/** From what a file system throws to what was found and what helps. */
public final class StorageFailure {
  private static final String AGAIN = ", then run the same command again; what has ended is kept";
  private static final String PLACE =
      "; give a folder that can be made and written, such as out/NAME, hdfs://HOST/PATH or s3a://BUCKET/PATH";

  private StorageFailure() {}

  /** One clause for a person: what was found; the cure. */
  public static String describe(Throwable e) {
    String found = message(e);
    String lower = found.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left") || lower.contains("quota")) {
      return found + "; make room there" + AGAIN;
    }
    if (lower.contains("read-only file system")) {
      return found + "; make it writable, or give another folder with --out" + AGAIN;
    }
    if (e instanceof AccessDeniedException || e instanceof AccessControlException || lower.contains("permission denied")) {
      return found + "; this user (" + System.getProperty("user.name") + ") must be able to write and list it: change its"
          + " permissions, or give another folder with --out" + AGAIN;
    }
    if (lower.contains("file name too long") || lower.contains("component name") || lower.contains("pathcomponenttoolong")) {
      return found + "; give a folder with a shorter name with --out";
    }
    if (e instanceof ParentNotDirectoryException || e instanceof FileAlreadyExistsException
        || e instanceof java.nio.file.FileAlreadyExistsException || lower.contains("not a directory")
        || lower.contains("is not a directory")) {
      return found + "; a file stands where a folder is needed: move it away, or give another folder with --out";
    }
    if (e instanceof ConnectException || e instanceof UnknownHostException || e.getCause() instanceof UnknownHostException) {
      return found + "; check the host and the port, and that the storage runs" + AGAIN;
    }
    if (e instanceof FileNotFoundException || e instanceof java.nio.file.NoSuchFileException) {
      return found + "; it was there before, or its folder was: leave the folder of a running sweep alone" + AGAIN;
    }
    return found + "; check the storage" + AGAIN;
  }

  /** @param doing such as {@code cannot read} */
  public static UserError of(String doing, String location, Exception e) {
    return UserError.cluster(doing + " " + location + ": " + describe(e), e);
  }

  /** Why there is no file system for a location. */
  static UserError opening(String location, Exception e) {
    if (e instanceof UserError user) {
      return user;
    }
    if (e instanceof UnsupportedFileSystemException || String.valueOf(e.getMessage()).contains("ClassNotFoundException")) {
      return UserError.cluster(
          location + ": Hadoop has no file system for " + location.replaceFirst(":.*", "") + " here; put the jars of its"
              + " connector on the class path (spark-submit --packages, or driver/target/lib)", e);
    }
    if (e instanceof IllegalArgumentException && !(e.getCause() instanceof IOException) || e instanceof InvalidPathException) {
      return UserError.usage(location + " cannot be the name of a folder: " + message(e) + PLACE);
    }
    return of("cannot reach", location, e);
  }

  /** The message without the lines and stack traces that file systems add. */
  private static String message(Throwable e) {
    String text = e.getMessage();
    if (e instanceof FileSystemException file) {
      // Java's own messages are no more than the path for these.
      String reason = file.getReason() != null ? file.getReason()
          : file instanceof AccessDeniedException ? "permission denied"
          : file instanceof java.nio.file.NoSuchFileException ? "no such file or folder"
          : file instanceof java.nio.file.FileAlreadyExistsException ? "is a file"
          : file.getClass().getSimpleName();
      text = file.getFile() + ": " + reason;
    }
    if (text == null || text.isBlank()) {
      return e.getClass().getSimpleName();
    }
    String line = text.strip().lines().findFirst().orElse("").replaceFirst(";? *For more details see:.*", "");
    return e instanceof IOException && !line.contains(" ") ? e.getClass().getSimpleName() + ": " + line : line;
  }
}
