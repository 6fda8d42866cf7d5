package dev.rondo.core;

import dev.rondo.core.compute.Blas;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What else decided the bits of a result: sums of floating-point numbers differ between BLAS kernels, CPUs and thread counts.
 *
 * @param version of Rondo
 * @param jvm vendor and version
 * @param os name, version and architecture
 * @param cpu model name and the vector extension used
 * @param blas library, version and kernels
 * @param threads BLAS and OpenMP threads per trial
 * @param dtype float32 or float64
 * @param dataHash SHA-256 of the data set's content
 */
public record Provenance(
    String version, String jvm, String os, String cpu, String blas, int threads, String dtype, String dataHash) {
  private static final String VERSION = readVersion();

  /** That of this process. */
  static Provenance of(String dtype, String dataHash) {
    return new Provenance(
        VERSION,
        System.getProperty("java.vm.vendor") + " " + System.getProperty("java.runtime.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"),
        Blas.cpu().model() + " " + Blas.cpu().vectors(),
        Blas.description(), Blas.THREADS, dtype, dataHash);
  }

  private static String readVersion() {
    Properties properties = new Properties();
    try (InputStream in = Provenance.class.getResourceAsStream("/dev/rondo/core/version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
