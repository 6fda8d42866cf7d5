package dev.rondo.driver.command;

import java.util.Locale;

/** For people, or for programs. */
public enum PlainFormat {
  TEXT,
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
