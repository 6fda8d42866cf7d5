package dev.rondo.core.compute;

import com.sun.jna.NativeLibrary;
import dev.rondo.core.compute.Kernels.Op;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/**
 * Products through oneDNN, whose kernels for AVX2 read small operands where they are: one step of 27 x 200 x 200 takes half
 * the time that OpenBLAS needs with its AVX2 kernels, which pack both operands first. Measured in docs/performance.md.
 */
final class OneDnnSgemm implements Sgemm {
  /** Loads the library; its name, version and kernels. The kernels are those of the CPU's vector extension. */
  static String start(String vectors) {
    Loader.load(dnnl.class);
    limitOpenMp();
    dnnl_version_t version = dnnl.dnnl_version();
    return "oneDNN " + version.major() + "." + version.minor() + "." + version.patch() + " " + vectors;
  }

  /**
   * oneDNN takes as many threads as OpenMP has for the calling thread: what the environment said when OpenMP was loaded, but
   * ND4J's start has changed it for the thread that started it.
   */
  private static void limitOpenMp() {
    List<NativeLibrary> copies = openMpLibraries();
    copies.forEach(library -> library.getFunction("omp_set_num_threads").invokeVoid(new Object[] {Blas.THREADS}));
    int threads = CompletableFuture.supplyAsync(
        () -> copies.stream().mapToInt(library -> library.getFunction("omp_get_max_threads").invokeInt(new Object[0])).max(),
        task -> new Thread(task, "openmp-check").start()).join().orElse(Blas.THREADS);
    if (threads != Blas.THREADS) {
      throw new IllegalStateException("OpenMP runs " + threads + " threads, not " + Blas.THREADS);
    }
  }

  private static List<NativeLibrary> openMpLibraries() {
    try {
      return Files.readAllLines(Path.of("/proc/self/maps")).stream()
          .filter(line -> line.matches(".*/libgomp[^/]*"))
          .map(line -> line.substring(line.indexOf('/')))
          .distinct()
          .map(NativeLibrary::getInstance)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void multiply(
      Op opA, Op opB, int m, int n, int k, float alpha, FloatTensor a, int aAt, FloatTensor b, int bAt, float beta,
      FloatTensor c, int cAt) {
    int status = dnnl.dnnl_sgemm(
        letter(opA), letter(opB), m, n, k, alpha, a.left.position(aAt), opA == Op.PLAIN ? k : m, b.right.position(bAt),
        opB == Op.PLAIN ? n : k, beta, c.result.position(cAt), n);
    if (status != dnnl.dnnl_success) {
      throw new IllegalStateException("oneDNN refused a product of " + m + " x " + n + " x " + k + ", status " + status);
    }
  }

  private static byte letter(Op op) {
    return (byte) (op == Op.PLAIN ? 'N' : 'T');
  }
}
