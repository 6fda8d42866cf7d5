package dev.rondo.core.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Platform;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpuTest {
  private static Cpu cpu(String flags) {
    return Cpu.parse(List.of("processor\t: 0", "model name\t: Some CPU", "flags\t\t: " + flags, "flags\t\t: other"));
  }

  @Test
  void kernels_followTheFeatures() {
    assertEquals("SKYLAKEX", cpu("fma avx2 avx512f avx512dq avx512bw avx512vl avx512cd").openBlasCore());
    assertEquals("HASWELL", cpu("fma avx2 avx512f").openBlasCore());
    assertEquals("", cpu("sse2").openBlasCore());
    assertEquals("Some CPU", cpu("sse2").model());
    assertFalse(cpu("fma avx2 avx512f avx512dq avx512bw avx512vl avx512cd").oneDnn());
    assertEquals(Platform.isLinux() && Platform.is64Bit(), cpu("fma avx2 avx512f").oneDnn());
    assertFalse(cpu("sse2").oneDnn());
  }

  @Test
  void loadedLibrary_runsTheChosenKernels() {
    Blas.load();
    String wanted = Blas.cpu().openBlasCore();
    assertTrue(
        Blas.description().toUpperCase(java.util.Locale.ROOT).endsWith(wanted), Blas.description() + ", wanted " + wanted);
    assertEquals(Blas.cpu().oneDnn(), Blas.description().startsWith("oneDNN "), Blas.description());
  }
}
