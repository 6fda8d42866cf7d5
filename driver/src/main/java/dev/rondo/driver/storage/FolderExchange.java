package dev.rondo.driver.storage;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Lets two folders change places in one step, by Linux' system call renameat2: whoever looks sees the one or the other. */
final class FolderExchange {
  private static final int HERE = -100; // AT_FDCWD
  private static final int EXCHANGE = 2; // RENAME_EXCHANGE
  /** ENOSYS, EINVAL and EOPNOTSUPP: the system, or the file system, cannot. */
  private static final Set<Integer> CANNOT = Set.of(38, 22, 95);

  private FolderExchange() {}

  /**
   * Exchanges two folders of one file system.
   *
   * @return false when that cannot be done here; nothing has changed then
   */
  static boolean exchange(Path one, Path other) throws IOException {
    if (!Platform.isLinux()) {
      return false;
    }
    Function renameat2;
    try {
      renameat2 = NativeLibrary.getInstance("c")
          .getFunction("renameat2", Function.THROW_LAST_ERROR, System.getProperty("sun.jnu.encoding"));
    } catch (UnsatisfiedLinkError e) {
      return false; // a C library that does not have it
    }
    try {
      renameat2.invokeInt(new Object[] {HERE, one.toString(), HERE, other.toString(), EXCHANGE});
      return true;
    } catch (LastErrorException e) {
      if (CANNOT.contains(e.getErrorCode())) {
        return false;
      }
      throw new IOException("cannot exchange " + one + " and " + other + ": " + e.getMessage(), e);
    }
  }
}
