package dev.rondo.driver;

import java.util.Locale;

/** For people, or for programs. */
enum PlainFormat {
  TEXT,
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
