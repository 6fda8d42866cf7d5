package dev.rondo.spec;

/**
 * A mistake in a spec, found before anything runs. The message is for the person who wrote the spec: where (file:line and
 * dotted path), what was found, the rule, and the cure.
 */
public final class SpecException extends Exception {
  public SpecException(String message) {
    super(message);
  }
}
