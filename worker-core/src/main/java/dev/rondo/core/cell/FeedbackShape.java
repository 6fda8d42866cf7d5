package dev.rondo.core.cell;

import dev.rondo.spec.Params;
import java.util.Locale;

/**
 * What a {@link GatedFeedbackCell} is made of.
 *
 * @param depth L, layers of the stack
 */
record FeedbackShape(FeedbackUnit unit, int depth, Feedback feedback) {
  /** Which layers feed which at the next step. */
  enum Feedback {
    /** Each feeds all, through gates. */
    GATED,
    /** Each feeds all. */
    UNGATED,
    /** Each feeds itself: a plain stack. */
    PLAIN
  }

  static FeedbackShape of(Params settings) {
    return new FeedbackShape(
        FeedbackUnit.of(settings.text("units")), settings.integer("depth"),
        Feedback.valueOf(settings.text("feedback").toUpperCase(Locale.ROOT)));
  }

  boolean gated() {
    return feedback == Feedback.GATED;
  }

  /** Layers whose candidates a layer feeds. */
  int fed() {
    return feedback == Feedback.PLAIN ? 1 : depth;
  }

  /** Blocks of a layer's recurrent weight: to the candidates that it feeds, and to the gates of its own units. */
  int sentBlocks() {
    return fed() + unit.blocks - 1;
  }

  boolean feeds(int from, int to) {
    return feedback != Feedback.PLAIN || from == to;
  }

  /** The block for the candidate of layer {@code to}. */
  int block(int to) {
    return feedback == Feedback.PLAIN ? 0 : to;
  }
}
