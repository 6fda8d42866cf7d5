package dev.rondo.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CanonicalTest {
  @ParameterizedTest
  @CsvSource({
      "0, 0.0", "-0.0, 0.0", "1, 1.0", "-1, -1.0", "1e-3, 0.001", "1e-4, 1.0E-4", "0.1, 0.1", "100, 100.0",
      "9999999, 9999999.0",
      "1e7, 1.0E7", "12345678.5, 1.23456785E7", "1e308, 1.0E308", "-2.5e-10, -2.5E-10",
      "0.30000000000000004, 0.30000000000000004",
      "1.7976931348623157e308, 1.7976931348623157E308", "2e-3, 0.002", "3.14159, 3.14159"})
  void numbersReadAsTheyWereWritten(double value, String text) {
    assertEquals(text, Canonical.number(value));
  }

  @Test
  void digitsDoNotHangOnTheJdk() {
    // Double.toString(2e23) is 1.9999999999999998E23 up to JDK 18 and 2.0E23 since.
    assertEquals("2.0E23", Canonical.number(Double.parseDouble("2e23")));
  }

  @Test
  void numbersParseBackToTheSameBits() {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      double value = i % 2 == 0 ? Double.longBitsToDouble(random.nextLong()) : random.nextDouble();
      if (Double.isFinite(value)) {
        String text = Canonical.number(value);
        assertEquals(value, Double.parseDouble(text), text);
        assertTrue(text.length() <= Double.toString(value).length() || Math.abs(value) < Double.MIN_NORMAL, text);
      }
    }
  }

  @Test
  void noNumberNoText() {
    assertThrows(IllegalArgumentException.class, () -> Canonical.number(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Canonical.number(Double.NEGATIVE_INFINITY));
    assertThrows(IllegalArgumentException.class, () -> Canonical.json(1.5));
  }

  @Test
  void hashesAreShaTwoFiftySix() {
    // The first half of the well-known digest of "abc" (FIPS 180-2, B.1), 16 of its 64 digits.
    assertEquals("ba7816bf8f01cfea", Canonical.hash("abc"));
  }
}
