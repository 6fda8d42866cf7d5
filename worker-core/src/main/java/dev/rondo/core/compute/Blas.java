package dev.rondo.core.compute;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The matrix products of the process: OpenBLAS, and oneDNN for single precision where {@link Cpu} says so, with kernels chosen
 * by features and one thread a call. Everything that needs native numbers calls {@link #load()} first, for the kernels are
 * fixed when the libraries are loaded.
 */
public final class Blas {
  /** Threads of BLAS and OpenMP in one trial. Parallelism comes from trials. */
  public static final int THREADS = 1;

  /** Settings of the libraries begin with these. */
  private static final List<String> OURS = List.of("OPENBLAS_", "GOTO_", "ONEDNN_", "DNNL_", "OMP_", "GOMP_");

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

  /** Libraries, versions and the kernels that run, as in {@code OpenBLAS 0.3.31 SkylakeX}. */
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
    String core = CPU.openBlasCore();
    for (NativeLibrary library : libraries()) {
      library.getFunction("openblas_set_num_threads").invokeVoid(new Object[] {THREADS});
      int threads = library.getFunction("openblas_get_num_threads").invokeInt(new Object[0]);
      if (threads != THREADS) {
        throw new IllegalStateException("OpenBLAS runs " + threads + " threads, not " + THREADS);
      }
      core = library.getFunction("openblas_get_corename").invokeString(new Object[0], false);
    }
    String openBlas = "OpenBLAS " + openblas.OPENBLAS_VERSION.replaceAll("[^0-9.]+", " ").strip() + " " + core;
    return CPU.oneDnn() ? OneDnnSgemm.start(CPU.vectors()) + ", " + openBlas : openBlas;
  }

  /** What multiplies matrices of single precision. */
  static Sgemm sgemm() {
    load();
    return CPU.oneDnn() ? new OneDnnSgemm() : new OpenBlasSgemm(CPU.openBlasCore().equals(Cpu.AVX512_CORE));
  }

  /**
   * The loaded copies of OpenBLAS. The presets bring two, with LAPACK and without, each with a number of threads of its own;
   * their setter reaches only one, so both are asked directly.
   */
  private static List<NativeLibrary> libraries() {
    File folder = new File(Loader.load(openblas.class)).getParentFile();
    File[] files = folder.listFiles((f, name) -> name.matches("libopenblas(_nolapack)?\\.(so\\.0|0\\.dylib)"));
    List<NativeLibrary> libraries = new ArrayList<>();
    for (File file : files == null ? new File[0] : files) {
      libraries.add(NativeLibrary.getInstance(file.getPath()));
    }
    return libraries;
  }

  /** Settings in the user's environment must not change the bits, so ours replace them before the library reads them. */
  private static void chooseKernels() {
    if (Platform.isWindows()) {
      return;
    }
    CLibrary c = Native.load("c", CLibrary.class);
    for (String name : System.getenv().keySet()) {
      if (OURS.stream().anyMatch(name::startsWith)) {
        c.unsetenv(name);
      }
    }
    if (!CPU.openBlasCore().isEmpty()) {
      c.setenv("OPENBLAS_CORETYPE", CPU.openBlasCore(), 1);
    }
    c.setenv("OPENBLAS_NUM_THREADS", Integer.toString(THREADS), 1);
    c.setenv("OMP_NUM_THREADS", Integer.toString(THREADS), 1);
  }
}
