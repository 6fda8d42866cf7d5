package dev.rondo.spec;

/** What is wrong with one value: what was found, the rule, the cure. Where it stands is added by who knows. */
final class Mistake extends Exception {
  Mistake(String message) {
    super(message, null, false, false);
  }
}
