package dev.rondo.core.compute;

import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The processor, as far as it decides which BLAS kernels run. Read from its feature flags and never from a timing, so that
 * the same machine always chooses the same kernels and so gives the same bits.
 *
 * @param model name, for provenance
 * @param features lower-case feature flags; empty where the system does not list them
 */
public record Cpu(String model, Set<String> features) {
  /** OpenBLAS' name for its AVX-512 kernels. */
  static final String AVX512_CORE = "SKYLAKEX";

  private static final Path LINUX_CPU_INFO = Path.of("/proc/cpuinfo");
  private static final List<String> AVX512 = List.of("avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512cd", "fma");
  private static final List<String> AVX2 = List.of("avx2", "fma");

  /** This machine's. */
  public static Cpu detect() {
    try {
      return Files.isReadable(LINUX_CPU_INFO) ? parse(Files.readAllLines(LINUX_CPU_INFO)) : unlisted();
    } catch (IOException e) {
      return unlisted();
    }
  }

  static Cpu parse(List<String> cpuInfo) {
    String model = "";
    Set<String> features = new TreeSet<>();
    for (String line : cpuInfo) {
      int colon = line.indexOf(':');
      String key = colon < 0 ? "" : line.substring(0, colon).strip();
      String value = line.substring(colon + 1).strip();
      if (key.equals("model name") && model.isEmpty()) {
        model = value;
      } else if (key.equals("flags") && features.isEmpty()) {
        features.addAll(Arrays.asList(value.toLowerCase(Locale.ROOT).split("\\s+")));
      }
    }
    return new Cpu(model.isEmpty() ? unlisted().model : model, features);
  }

  private static Cpu unlisted() {
    return new Cpu(System.getProperty("os.arch"), Set.of());
  }

  /**
   * OpenBLAS' name for the fastest kernels this processor can run, or the empty string to leave the choice to OpenBLAS (which
   * also decides by features). Named outright on x86 because a library may not know a newer CPU and fall back to SSE.
   */
  public String openBlasCore() {
    if (features.containsAll(AVX512)) {
      return AVX512_CORE;
    }
    return features.containsAll(AVX2) ? "HASWELL" : "";
  }

  /** Whether the products of single precision go to oneDNN: on Linux x86-64 with AVX2 and no AVX-512. */
  boolean oneDnn() {
    return vectors().equals("avx2") && Platform.isLinux() && Platform.is64Bit();
  }

  /** The widest vector extension in use, for provenance. */
  public String vectors() {
    if (features.containsAll(AVX512)) {
      return "avx512";
    }
    return features.containsAll(AVX2) ? "avx2" : System.getProperty("os.arch");
  }
}
