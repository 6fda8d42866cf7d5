package dev.rondo.core.compute;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.File;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The one BLAS of the process: OpenBLAS, with kernels chosen by {@link Cpu} and one thread a call. Everything that needs
 * native numbers calls {@link #load()} first, for the kernels are fixed when the library is loaded.
 */
public final class Blas {
  /** Threads of BLAS and OpenMP in one trial. Parallelism comes from trials. */
  public static final int THREADS = 1;

  private static final Cpu CPU = Cpu.detect();
  private static final String DESCRIPTION = start();

  private Blas() {}

  private interface CLibrary extends Library {
    int setenv(String name, String value, int overwrite);

    int unsetenv(String name);
  }

  /** Loads the natives, once. */
  public static void load() {
    if (DESCRIPTION.isEmpty()) {
      throw new IllegalStateException("OpenBLAS was not loaded");
    }
  }

  /** Library, version and the kernels that run, as in {@code OpenBLAS 0.3.31 SkylakeX}. */
  public static String description() {
    return DESCRIPTION;
  }

  public static Cpu cpu() {
    return CPU;
  }

  private static String start() {
    chooseKernels();
    Loader.load(openblas.class);
    // ND4J has an OpenMP team of its own for its elementwise operations. Its start gives OpenBLAS as many threads as there are
    // cores, so the number for OpenBLAS must be set after it.
    Nd4j.getEnvironment().setMaxMasterThreads(THREADS);
    Nd4j.factory().blas().setMaxThreads(THREADS);
    openblas.blas_set_num_threads(THREADS);
    if (openblas.blas_get_num_threads() != THREADS) {
      throw new IllegalStateException("OpenBLAS runs " + openblas.blas_get_num_threads() + " threads, not " + THREADS);
    }
    return "OpenBLAS " + openblas.OPENBLAS_VERSION.replaceAll("[^0-9.]+", " ").strip() + " " + core();
  }

  /** Settings in the user's environment must not change the bits, so ours replace them before the library reads them. */
  private static void chooseKernels() {
    if (Platform.isWindows()) {
      return;
    }
    CLibrary c = Native.load("c", CLibrary.class);
    for (String name : System.getenv().keySet()) {
      if (name.startsWith("OPENBLAS_") || name.startsWith("GOTO_")) {
        c.unsetenv(name);
      }
    }
    if (!CPU.openBlasCore().isEmpty()) {
      c.setenv("OPENBLAS_CORETYPE", CPU.openBlasCore(), 1);
    }
  }

  /** The kernels that OpenBLAS says it took: asked of the library itself, for the presets do not offer the call. */
  private static String core() {
    File preset = new File(Loader.load(openblas.class));
    File[] libraries = preset.getParentFile().listFiles((folder, name) -> name.matches("libopenblas\\.(so\\.0|0\\.dylib)"));
    if (libraries == null || libraries.length == 0) {
      return CPU.openBlasCore();
    }
    return NativeLibrary.getInstance(libraries[0].getPath()).getFunction("openblas_get_corename").invokeString(
        new Object[0], false);
  }
}
