package dev.rondo.core.data.synthetic;

/**
 * The long-range form of a piece, a letter for each phrase: a letter that was there before returns.
 *
 * @param letters such as AABA
 * @param chance how likely a piece has this form, all forms together 1
 */
record Form(String letters, double chance) {
  int phrases() {
    return letters.length();
  }

  /** The letter of a phrase, A = 0. */
  int letter(int phrase) {
    return letters.charAt(phrase) - 'A';
  }

  /** The phrase that returns in this one, the first of the same letter; -1 when the letter is new. */
  int source(int phrase) {
    int first = letters.indexOf(letters.charAt(phrase));
    return first < phrase ? first : -1;
  }
}
